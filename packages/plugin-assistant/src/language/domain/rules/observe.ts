import type {Frame} from '../frame.ts'
import type {Understanding} from '../intent.ts'
import {fillers} from '../words.ts'
import {asks, callOf, modelOf, open, type Rule, targetsOf, withTarget} from './answer.ts'

const isAbout = ({services, strange}: Frame): boolean => services.length + strange.length > 0

/** What was done to a service, and what happened since. */
export const tellsChanges: Rule = (frame) => {
  const {has, quantities, namespace} = frame
  if (!has('changes') || has('update', 'scale', 'delete')) return undefined
  const since = quantities.duration
  if (!isAbout(frame)) return asks('changes', callOf('events', {since, namespace, 'all-namespaces': anywhere(frame)}))
  return withTarget(frame, 'look at', ({name, namespace: place}, object) =>
    asks('changes', [
      callOf('rollout history', object),
      callOf('events', {resource: 'service', name, since, namespace: place}),
    ]),
  )
}

/** Why something is slow, or does not run: what the rules of `analyze` and `debug` find. */
export const explains: Rule = (frame) => {
  const {has} = frame
  const troubled =
    has('notready', 'debug', 'down', 'errors') &&
    (has('why', 'debug', 'wrong', 'explain', 'what', 'is') || has('notready'))
  if (has('logs', 'cleanup', 'delete', 'list', 'test')) return undefined
  if (has('slow', 'latency') || (has('why') && has('fast'))) {
    if (has('latency') && !has('why', 'high', 'slow', 'analyze')) return undefined
    return withTarget(frame, 'look at', (_target, object) =>
      asks('why slow', [callOf('analyze', object), callOf('debug', object)]),
    )
  }
  if (has('analyze'))
    return withTarget(frame, 'analyze', (_target, object) => asks('analyze', callOf('analyze', object)))
  if (troubled && has('models', 'model', 'runtimes') && !isAbout(frame)) return undefined
  if (troubled && !isAbout(frame) && frame.models.length === 0 && !has('why', 'debug'))
    return has('services', 'service')
      ? asks('list', callOf('get', {resources: ['services'], namespace: frame.namespace}), {topics: []})
      : asks('cluster', callOf('cluster health', {}), {topics: []})
  if (troubled || (has('why') && isAbout(frame) && !has('cost')))
    return withTarget(frame, 'look at', (_target, object) => asks('why not ready', callOf('debug', object)))
  if (has('explain') && isAbout(frame))
    return withTarget(frame, 'explain', (_target, object) =>
      asks('explain', [callOf('status', object), callOf('debug', object)]),
    )
  if (has('optimize') || (has('make') && has('cheap', 'fast')))
    return withTarget(frame, 'optimize', (_target, object) => asks('optimize', callOf('optimize', object)))
  return undefined
}

export const readsLogs: Rule = (frame) => {
  const {has, quantities} = frame
  if (!has('logs', 'errors', 'warnings', 'grep') && !(has('tail') && isAbout(frame))) return undefined
  if (!has('logs', 'grep', 'tail') && !isAbout(frame)) return undefined
  const level = has('errors') ? 'error' : has('warnings') ? 'warning' : undefined
  return withTarget(frame, 'read the logs of', (_target, object) =>
    asks(
      'logs',
      callOf('logs', {
        ...object,
        level,
        since: quantities.duration,
        tail: quantities.lines,
        follow: has('follow', 'tail') ? true : undefined,
        previous: has('previous') ? true : undefined,
        grep: frame.quoted[0],
      }),
    ),
  )
}

const metricWords = [
  'gpu-utilization',
  'gpu-memory',
  'tokens-per-second',
  'requests-per-second',
  'kv-cache',
  'ttft',
  'queue-depth',
]
const metricOf = (word: string): string => (word === 'queue-depth' ? 'waiting' : word)

export const measures: Rule = (frame) => {
  const {has, quantities} = frame
  const metric = metricWords.find((word) => has(word))
  const asked =
    has('metrics') || metric !== undefined || has('latency') || (has('fast') && has('what', 'status', 'show'))
  if (!asked || (!isAbout(frame) && !has('metrics', 'latency'))) return undefined
  return withTarget(frame, 'measure', (_target, object) =>
    asks(
      'metrics',
      callOf('metrics', {
        ...object,
        metric: metric === undefined ? undefined : [metricOf(metric)],
        since: quantities.duration,
      }),
    ),
  )
}

export const tests: Rule = (frame) => {
  const {has, quantities} = frame
  const {requests, concurrency, perSecond, duration} = quantities
  if (has('loadtest') || (has('benchmark') && perSecond !== undefined))
    return withTarget(frame, 'test', (target, object) =>
      perSecond === undefined
        ? open(`how many requests per second shall ${target.name} get?`, [
            `say: load test ${target.name} at 10 rps for 1 minute`,
          ])
        : asks('load test', callOf('load-test', {...object, rps: perSecond, duration: duration ?? '1m'})),
    )
  if (has('benchmark'))
    return withTarget(frame, 'benchmark', (_target, object) =>
      asks(
        'benchmark',
        callOf('benchmark', {...object, requests, concurrency, duration: requests ? undefined : duration}),
      ),
    )
  if (has('test') && frame.runtimes.length + frame.strange.length > 0 && has('runtime'))
    return asks('test runtime', callOf('test runtime', {name: frame.runtimes[0] ?? frame.strange[0]}), {
      topics: ['runtimes'],
    })
  return undefined
}

/** The state of one thing, or of all. */
export const tellsState: Rule = (frame) => {
  const {has, namespace} = frame
  if (has('events')) return eventsOf(frame)
  if (has('healthy')) {
    if (targetsOf(frame).length > 0)
      return withTarget(frame, 'check', (_target, object) => asks('health', callOf('health', object)))
    if (has('services') || !has('cluster', 'nodes'))
      return asks('health', callOf('health', {'all-services': true, namespace, 'all-namespaces': anywhere(frame)}))
    return asks('cluster', callOf('cluster health', {}))
  }
  if (has('url')) return withTarget(frame, 'look up', (_target, object) => asks('url', callOf('url', object)))
  const form = (['yaml', 'json'] as const).find((each) => has(each))
  if (form !== undefined && frame.services.length > 0)
    return withTarget(frame, 'show', ({name, namespace: place}) =>
      asks('show', callOf('get', {resources: ['service', name], output: form, namespace: place})),
    )
  if (isNamedAlone(frame))
    return withTarget(frame, 'show', (_target, object) =>
      asks('status', callOf('status', {...object, watch: has('watch') ? true : undefined})),
    )
  if (
    !has('status', 'ready', 'show', 'describe', 'up', 'check', 'count', 'replicas', 'long', 'version') ||
    !isAbout(frame) ||
    has('model', 'models', 'cost')
  )
    return undefined
  if (frame.services.length === 0 && !has('status', 'describe', 'service')) return undefined
  return withTarget(frame, 'show', (_target, object) => asks('status', callOf('status', object)))
}

/** Nothing but the names of services, and what they run on or with. */
const isNamedAlone = ({services, models, strange, words, quantities}: Frame): boolean =>
  services.length > 0 &&
  models.length + strange.length + quantities.bare.length === 0 &&
  words.every((word) => fillers.has(word) || ofService.has(word))

const ofService = new Set([
  'watch',
  'model',
  'runtime',
  'namespace',
  'service',
  'which',
  'what',
  'where',
  'use',
  'show',
])

function eventsOf(frame: Frame): Understanding {
  const [target] = targetsOf(frame)
  const since = frame.quantities.duration
  if (!target)
    return asks('events', callOf('events', {since, namespace: frame.namespace, 'all-namespaces': anywhere(frame)}))
  const {name, namespace} = target
  return asks('events', callOf('events', {resource: 'service', name, since, namespace}))
}

export const anywhere = ({everywhere}: Frame): true | undefined => (everywhere ? true : undefined)

export const compares: Rule = (frame) => {
  if (!frame.has('compare') || frame.has('cost')) return undefined
  if (frame.models.length + frame.strange.length >= 2) {
    const [first, second] = [modelOf(frame, 0), modelOf(frame, 1)]
    if (first?.kind === 'several') return first.answer
    if (second?.kind === 'several') return second.answer
    return asks('compare', callOf('models diff', {model: first?.name, 'other-model': second?.name}), {
      topics: ['models'],
    })
  }
  const targets = targetsOf(frame)
  if (targets.length < 2)
    return open('what shall I compare?', ['name two models or two services'], ['models', 'services'])
  return asks(
    'compare',
    targets.slice(0, 2).map(({name, namespace}) => callOf('metrics', {service: 'service', name, namespace})),
  )
}
