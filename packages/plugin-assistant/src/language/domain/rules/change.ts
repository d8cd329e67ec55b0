import type {Frame} from '../frame.ts'
import type {Understanding} from '../intent.ts'
import {asks, callOf, missing, modelOf, open, type Rule, type Target, targetsOf, withTarget} from './answer.ts'

const growing = ['increase', 'raise', 'add', 'double', 'triple', 'more', 'another'] as const
const shrinking = ['halve', 'reduce', 'decrease', 'lower', 'fewer', 'less', 'delete', 'down'] as const

export const scales: Rule = (frame) => {
  const {has, quantities} = frame
  const {replicas, more, target: goal} = quantities
  const isFigured = replicas !== undefined || more !== undefined || goal !== undefined || has('replicas')
  const changes = has(...growing, ...shrinking)
  const isMultiplied = has('double', 'triple', 'halve')
  const isBy = changes && (quantities.by !== undefined || quantities.percent !== undefined)
  const isAbout = has('update', 'set', 'show') || frame.services.length > 0
  if (!has('scale') && !isBy && !isMultiplied && !(isFigured && (changes || isAbout))) return undefined
  if (has('count', 'list', 'cost', 'autoscale', 'deploy', 'budget', 'rollout', 'canary', 'undo', 'traffic', 'version'))
    return undefined
  if (isTold(frame)) return undefined
  if (has('stop', 'wake', 'start') && !has('scale') && goal === undefined) return undefined
  if (has('delete') && replicas === undefined && more === undefined && goal === undefined) return undefined
  if (frame.models.length > 0 && !has('scale')) return undefined
  return withTarget(frame, 'scale', (target, object) => {
    const {range} = quantities
    if (range && goal === undefined) return asks('scale', callOf('scale', {...object, min: range.min, max: range.max}))
    const edge = has('min', 'minimum', 'least') ? 'min' : has('max', 'maximum', 'most') ? 'max' : undefined
    const figure = goal ?? replicas ?? quantities.bare[0]
    if (edge !== undefined && figure !== undefined) return asks('scale', callOf('scale', {...object, [edge]: figure}))
    const wanted = wantedReplicas(frame, target.replicas)
    if (wanted === undefined || !Number.isInteger(wanted))
      return open(`to how many replicas shall I scale ${target.name}?`, [`say: scale ${target.name} to 3`])
    const notes =
      wanted === quantities.target || wanted === quantities.replicas || target.replicas === undefined
        ? []
        : [`${target.name} has ${target.replicas} now`]
    return asks(wanted === 0 ? 'stop' : 'scale', callOf('scale', {...object, replicas: wanted}), {notes})
  })
}

/** `x is down to 2 replicas` says what is, and not what shall be. */
const isTold = ({has}: Frame): boolean =>
  has('is', 'are', 'was', 'were', 'has', 'had', 'have', 'been') &&
  !has(
    'scale',
    'set',
    'update',
    'make',
    'should',
    'must',
    'needs',
    'need',
    'want',
    'let',
    'get',
    'increase',
    'raise',
  ) &&
  !has('double', 'triple', 'halve', 'reduce', 'decrease', 'lower', 'add')

/** Undefined where nothing says how many, or from how many. */
function wantedReplicas({quantities, has}: Frame, now: number | undefined): number | undefined {
  const {target, replicas, more, by, percent, bare} = quantities
  if (target !== undefined) return target
  const from = (count: (now: number) => number): number | undefined =>
    now === undefined ? undefined : Math.max(0, count(now))
  if (more !== undefined) return from((there) => there + more)
  const sign = has(...shrinking) ? -1 : 1
  const step = by ?? (has('add', 'delete', 'more', 'fewer', 'less') ? replicas : undefined)
  if (step !== undefined) return from((there) => there + sign * step)
  if (percent !== undefined)
    return has(...growing, ...shrinking, 'scale') && percent > 0
      ? from((there) => (sign > 0 ? Math.ceil : Math.floor)(there + (sign * there * percent) / 100))
      : undefined
  if (has('double')) return from((there) => there * 2)
  if (has('triple')) return from((there) => there * 3)
  if (has('halve')) return from((there) => Math.max(1, Math.floor(there / 2)))
  return replicas ?? bare.at(-1)
}

/** `take x down`, `bring x offline`. */
const isTakenDown = ({has, quantities}: Frame): boolean =>
  has('down', 'offline') && has('bring', 'take', 'spin', 'put') && quantities.target === undefined

export const stops: Rule = (frame) =>
  (frame.has('stop') || isTakenDown(frame)) && !frame.has('rollout', 'canary', 'tune', 'tuning', 'why')
    ? withTarget(frame, 'stop', (_target, object) => asks('stop', callOf('scale', {...object, replicas: 0})))
    : undefined

export const wakes: Rule = (frame) => {
  const isWaking =
    frame.has('wake') || (frame.has('start', 'resume') && !frame.has('tuning', 'tune', 'rollout', 'deploy'))
  if (!isWaking || (frame.models.length > 0 && frame.services.length === 0)) return undefined
  if (!frame.has('wake') && frame.services.length === 0) return undefined
  const said = frame.quantities.replicas ?? frame.quantities.bare[0]
  return withTarget(frame, 'start', ({name, replicas = 0}, object) =>
    said === undefined && replicas > 1
      ? open(`${name} has ${replicas} replicas already`, [
          `say: restart ${name}`,
          `say: scale ${name} to ${replicas + 1}`,
        ])
      : asks('start', callOf('scale', {...object, replicas: said ?? 1})),
  )
}

export const restarts: Rule = (frame) => {
  if (!frame.has('restart')) return undefined
  const targets = targetsOf(frame)
  if (targets.length === 0)
    return frame.has('services') && frame.has('everywhere', 'all')
      ? asks('restart', callOf('restart', {service: ['services'], all: true, namespace: frame.namespace}))
      : missing(frame, 'restart')
  return asks(
    'restart',
    byPlace(targets).map(({words, namespace}) => callOf('restart', {service: words, namespace})),
  )
}

export const deletes: Rule = (frame) => {
  const {has, namespace, quantities} = frame
  const {replicas, more, target} = quantities
  if (!has('delete') || has('rollout', 'canary', 'budget')) return undefined
  if (replicas !== undefined || more !== undefined || target !== undefined) return undefined
  if (has('namespace', 'namespaces') && frame.services.length === 0) {
    const [name] = frame.strange
    return name === undefined
      ? open('which namespace shall I delete?', ['list them: ome get namespaces'], [])
      : asks('delete', callOf('delete', {resources: ['namespace', name]}), {
          notes: [`everything that is in namespace ${name} goes with it`],
          topics: [],
        })
  }
  if (has('model', 'models')) {
    const model = modelOf(frame)
    if (model?.kind === 'several') return model.answer
    if (!model) return open('which model shall I delete?', ['list them: ome get models'], ['models'])
    // Deleting takes exact names: what was only half said is asked for.
    if (model.notes.length > 0)
      return open(
        `deleting takes the whole name of a model: ${model.name}?`,
        [`say: delete model ${model.name}`],
        ['models'],
      )
    return asks('delete', callOf('delete', {resources: ['model', model.name], namespace}), {topics: ['models']})
  }
  if (has('runtime', 'runtimes')) {
    const name = frame.runtimes[0] ?? frame.strange[0]
    if (name === undefined) return open('which runtime shall I delete?', ['list them: ome get runtimes'], ['runtimes'])
    return asks('delete', callOf('delete', {resources: ['runtime', name], namespace}), {topics: ['runtimes']})
  }
  const targets = targetsOf(frame)
  if (targets.length === 0) return missing(frame, 'delete')
  return asks(
    'delete',
    byPlace(targets).map((each) => callOf('delete', {resources: each.words, namespace: each.namespace})),
  )
}

/** One call for the services of each namespace: a name may stand for another service elsewhere. */
function byPlace(targets: readonly Target[]) {
  return [...Map.groupBy(targets, ({namespace}) => namespace)].map(([namespace, there]) => ({
    namespace,
    words: [there.length > 1 ? 'services' : 'service', ...there.map(({name}) => name)],
  }))
}

export const updates: Rule = (frame) => {
  if (!frame.has('update', 'switch', 'use') || frame.has('context', 'contexts')) return undefined
  const model = modelOf(frame)
  const [service] = frame.services
  if (!service || (!model && frame.runtimes.length === 0)) return undefined
  if (model?.kind === 'several') return model.answer
  const [target] = targetsOf(frame)
  const input = {
    service: ['service', service.name],
    model: model?.name,
    runtime: frame.runtimes[0],
    namespace: target?.namespace,
  }
  return asks('update', callOf('update', input), {
    notes: model?.notes ?? [],
    topics: ['services', 'models', 'runtimes'],
  })
}

const scalingMetrics = [
  'requests-per-second',
  'tokens-per-second',
  'queue-depth',
  'kv-cache',
  'concurrency',
  'cpu',
  'memory',
]

export const autoscales: Rule = (frame) => {
  if (!frame.has('autoscale') || frame.has('deploy')) return undefined
  if (frame.models.length > 0 && frame.services.length === 0) return undefined
  const {quantities, has} = frame
  return withTarget(frame, 'autoscale', (target, object): Understanding => {
    if (has('off', 'stop', 'disable', 'without')) return asks('autoscale', callOf('autoscale', {...object, off: true}))
    const metric = quantities.perSecond === undefined ? scalingMetrics.find((each) => has(each)) : 'requests-per-second'
    const goal = quantities.perSecond ?? quantities.percent ?? quantities.target ?? quantities.bare.at(-1)
    if (metric !== undefined && goal === undefined)
      return open(`how much ${metric} may one replica of ${target.name} have?`, [
        `say: autoscale ${target.name} on ${metric} at 100`,
      ])
    if (metric === undefined && quantities.range)
      return asks('scale', callOf('scale', {...object, min: quantities.range.min, max: quantities.range.max}))
    if (metric === undefined)
      return open(`what shall the replicas of ${target.name} follow?`, [
        `say: autoscale ${target.name} between 1 and 5`,
        `say: autoscale ${target.name} at 100 requests per second`,
      ])
    const limits = {min: quantities.range?.min, max: quantities.range?.max}
    return asks('autoscale', callOf('autoscale', {...object, metric, target: goal, ...limits}))
  })
}

const verbs = ['promote', 'abort', 'undo', 'history', 'pause', 'resume'] as const
const asked = {
  promote: 'promote',
  abort: 'take back the canary of',
  undo: 'roll back',
  pause: 'pause the rollout of',
  resume: 'go on with the rollout of',
  history: 'tell the history of',
  set: 'set the canary of',
  status: 'tell the rollout of',
} as const

export const rollouts: Rule = (frame) => {
  const {has, quantities} = frame
  const share = quantities.percent ?? (has('canary', 'traffic') ? quantities.target : undefined)
  const isRollout =
    has('rollout', 'canary') ||
    has('promote', 'undo') ||
    (has('history') && !has('cost')) ||
    (has('traffic') && share !== undefined)
  if (!isRollout || has('deploy') || frame.models.length > 0) return undefined
  const isTakenBack = has('delete', 'stop', 'cancel') && has('canary', 'rollout')
  const verb = verbs.find((each) => has(each)) ?? (isTakenBack ? 'abort' : share === undefined ? 'status' : 'set')
  return withTarget(frame, asked[verb], (_target, object) => {
    if (verb === 'set') return asks('rollout', callOf('rollout set', {percent: share, ...object}))
    const revision = verb === 'undo' ? {'to-revision': quantities.revision ?? quantities.target} : {}
    return asks('rollout', callOf(`rollout ${verb}`, {...object, ...revision}))
  })
}

export const cleansUp: Rule = ({has, quantities, namespace}) => {
  if (!has('cleanup') && !(has('delete') && has('unused'))) return undefined
  if (has('notready', 'services'))
    return asks('cleanup', callOf('cleanup failed-services', {'older-than': quantities.duration, namespace}))
  return asks('cleanup', callOf('cleanup unused-models', {'older-than': quantities.duration}))
}
