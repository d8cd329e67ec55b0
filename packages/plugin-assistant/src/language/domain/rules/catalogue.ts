import type {Frame} from '../frame.ts'
import type {Understanding} from '../intent.ts'
import {asks, callOf, modelOf, open, type Rule, withTarget} from './answer.ts'
import {anywhere} from './observe.ts'

export const imports: Rule = (frame) => {
  if (!frame.has('import', 'add')) return undefined
  if (frame.models.length > 0 && frame.addresses.length === 0 && frame.has('far', 'progress', 'status', 'check')) {
    const model = modelOf(frame)
    if (model?.kind === 'one')
      return asks('models', callOf('models status', {name: model.name}), {notes: model.notes, topics: ['models']})
  }
  const [address] = frame.addresses
  if (address === undefined)
    return frame.has('import')
      ? open(
          'which model shall I import?',
          ['say its id on the hub, for example: import meta-llama/Llama-3.3-70B-Instruct'],
          [],
        )
      : undefined
  const name = frame.title
  const {namespace} = frame
  const scheme = /^([a-z0-9]+):\/\//i.exec(address)?.[1]?.toLowerCase()
  const of = (command: string, input: Readonly<Record<string, string>>): Understanding =>
    asks('import', callOf(command, {...input, name, namespace}), {topics: []})
  if (scheme === 'hf') return of('import hf', {id: address.slice('hf://'.length)})
  if (scheme !== undefined && ['oci', 's3', 'pvc'].includes(scheme)) return of(`import ${scheme}`, {uri: address})
  if (address.startsWith('/')) return of('import local', {path: address})
  return scheme === undefined ? of('import hf', {id: address}) : undefined
}

export const searches: Rule = (frame) => {
  const {has, strange, models, quoted, addresses, services} = frame
  if (services.length > 0) return undefined
  if (!has('search') && !(has('hub') && has('show', 'list', 'what'))) return undefined
  const words = [...models.map(({said}) => said), ...strange.map((stretch) => stretch.replaceAll('-', ' '))]
  const text = quoted[0] ?? addresses[0] ?? (words.length > 0 ? words.join(' ') : undefined)
  if (text === undefined) return open('what shall I search for?', ['say: search the hub for llama 70b'], [])
  // The catalogue of the hub has names of its own: the words stay as they were said.
  return asks('search', callOf('search hf', {text}), {topics: []})
}

export const suggests: Rule = (frame) => {
  const {has} = frame
  const model = modelOf(frame)
  const asksRuntime = has('runtime') && has('suggest', 'best', 'fast', 'which') && model !== undefined
  const asksFit = has('fit', 'fits', 'memory', 'estimate') && model !== undefined && frame.services.length === 0
  if (!asksRuntime && !asksFit) return undefined
  if (model.kind === 'several') return model.answer
  return asksRuntime
    ? asks('suggest', callOf('runtime suggest', {model: model.name}), {notes: model.notes, topics: ['models']})
    : asks('estimate', callOf('models estimate', {name: model.name}), {notes: model.notes, topics: ['models']})
}

const nouns = ['services', 'models', 'runtimes', 'accelerators', 'pods', 'nodes', 'namespaces', 'workspaces'] as const
const singular: Readonly<Record<string, string>> = {
  service: 'services',
  model: 'models',
  runtime: 'runtimes',
  namespace: 'namespaces',
}
const listed: Readonly<Record<string, string>> = {
  templates: 'template list',
  contexts: 'cluster list',
  tuning: 'tune list',
}

/** What there is, in lists. */
export const lists: Rule = (frame) => {
  const {has, words, namespace} = frame
  const looks = has(
    'show',
    'list',
    'what',
    'which',
    'count',
    'all',
    'any',
    'free',
    'usage',
    'top',
    'most',
    'status',
    'cluster',
    'used',
    'who',
  )
  const isRunning = has('ready') && has('what', 'which', 'who') && !nouns.some((each) => has(each))
  if (isRunning || (has('count') && has('replicas')))
    return asks('list', callOf('get', {resources: ['services'], namespace, 'all-namespaces': anywhere(frame)}), {
      topics: [],
    })
  if (has('services') && frame.models.length === 1 && !has('top', 'most', 'status')) {
    const used = modelOf(frame)
    if (used?.kind === 'one')
      return asks('describe', callOf('describe', {resource: 'model', name: used.name}), {
        notes: [...used.notes, 'what uses a model stands in its description'],
        topics: ['models'],
      })
  }
  if (has('top', 'most', 'busiest') && has('service', 'services', 'pods', 'nodes')) return topOf(frame)
  if (has('gpus', 'accelerators') && (looks || has('capacity')) && !has('deploy')) return gpusOf(frame)
  if (has('capacity')) return asks('cluster', callOf('cluster capacity', {}), {topics: []})
  if (has('top', 'most', 'busiest')) return topOf(frame)
  for (const [word, command] of Object.entries(listed))
    if (looks && has(word)) return asks('list', callOf(command, {}), {topics: []})
  const noun = nouns.find((each) => has(each)) ?? words.map((word) => singular[word]).find((each) => each !== undefined)
  if (noun === undefined || !looks)
    return has('cluster') && has('which', 'where') && !has('what')
      ? asks('list', callOf('cluster list', {}), {topics: []})
      : has('cluster') && looks
        ? asks('cluster', callOf('cluster health', {}), {topics: []})
        : undefined
  if (frame.services.length > 0 && (noun === 'pods' || noun === 'nodes'))
    return withTarget(frame, 'show', (_target, object) => asks('status', callOf('status', object)))
  const isOne = frame.models.length > 0 || has('model')
  const model = noun === 'models' && isOne ? modelOf(frame) : undefined
  if (model?.kind === 'one')
    return asks('describe', callOf('describe', {resource: 'model', name: model.name}), {topics: ['models']})
  const [runtime] = noun === 'runtimes' ? frame.runtimes : []
  if (runtime !== undefined)
    return asks('describe', callOf('describe', {resource: 'runtime', name: runtime}), {topics: ['runtimes']})
  const isWide = noun === 'models' || noun === 'services' || noun === 'pods'
  return asks(
    'list',
    callOf('get', {resources: [noun], namespace, 'all-namespaces': isWide ? anywhere(frame) : undefined}),
    {topics: []},
  )
}

function gpusOf({has}: Frame): Understanding {
  if (has('free', 'left')) return asks('gpus', callOf('accelerators available', {}), {topics: []})
  if (has('usage', 'used', 'gpu-utilization', 'who'))
    return asks('gpus', callOf('accelerators usage', {}), {topics: []})
  return asks('gpus', callOf('get', {resources: ['accelerators']}), {topics: []})
}

function topOf(frame: Frame): Understanding {
  const {has, namespace} = frame
  if (has('nodes')) return asks('top', callOf('top nodes', {'show-gpu': has('gpus') ? true : undefined}), {topics: []})
  const noun = has('pods') ? 'pods' : 'services'
  return asks('top', callOf(`top ${noun}`, {namespace, 'all-namespaces': anywhere(frame)}), {topics: []})
}
