import type {Frame} from './frame.ts'
import type {Topic, Understanding} from './intent.ts'
import {open} from './rules/answer.ts'

/** What a request that names a thing and not its kind is about. */
export type Noun =
  /** The same request with the kind in front of the name. */
  | {readonly kind: 'said'; readonly text: string}
  /** A question back, for a request that something is understood of; or nothing to say, once `topics` are known. */
  | {readonly kind: 'asked'; readonly answer: Understanding | undefined; readonly topics: readonly Topic[]}

export const noNoun: Extract<Noun, {kind: 'asked'}> = {kind: 'asked', answer: undefined, topics: []}

const verbs = [
  'delete',
  'scale',
  'stop',
  'restart',
  'status',
  'show',
  'describe',
  'logs',
  'events',
  'metrics',
  'wake',
  'debug',
  'analyze',
  'explain',
  'promote',
  'abort',
  'undo',
  'pause',
  'resume',
  'rollout',
] as const
const nouns =
  'service services model models runtime runtimes namespace namespaces accelerators nodes pods context contexts adapters templates workspaces budget rag tune tuning'.split(
    ' ',
  )

interface Found {
  readonly noun: string
  readonly name: string
  readonly namespace?: string
}

/** Everything that has the name of a request that does not say of what kind it is. */
export function nounFor(utterance: string, frame: Frame): Noun {
  const verb = verbs.find((each) => frame.has(each))
  if (verb === undefined || frame.has('deploy', 'import', 'search', 'compare', 'cost') || frame.has(...nouns))
    return noNoun
  const name = nameOf(frame)
  if (name === undefined) return noNoun
  const {vocabulary} = frame
  const {objects} = vocabulary
  const found = thingsCalled(name, frame)
  const [one, ...others] = found
  if (!one) return objects === undefined ? {...noNoun, topics: ['objects']} : noNoun
  if (others.length > 0) return {kind: 'asked', answer: which(verb, name, found, vocabulary.namespace), topics: []}
  if (one.noun === 'service') return noNoun
  if (one.noun === 'namespace' && verb === 'delete')
    return {
      kind: 'asked',
      answer: open(`${name} is a namespace: nothing is deleted`, [
        `with all that is in it, say: delete namespace ${name}`,
      ]),
      topics: [],
    }
  const isOfModel = one.noun === 'model' || one.noun === 'runtime'
  if (isOfModel && !['delete', 'status', 'show', 'describe', 'events'].includes(verb))
    return {kind: 'asked', answer: noService(name, one.noun, frame), topics: ['services', 'models', 'runtimes']}
  const place = frame.namespace ?? one.namespace ?? vocabulary.namespace
  const rest = place === vocabulary.namespace || frame.namespace !== undefined ? '' : ` in namespace ${place}`
  const typed = new RegExp(`(?<![\\w-])${name.replaceAll('.', '\\.')}(?![\\w-])`, 'i')
  return {kind: 'said', text: `${utterance.replace(typed, `${one.noun} ${name}`)}${rest}`}
}

/** The only name of a request, as it was typed. */
function nameOf({services, models, runtimes, strange, typed, vocabulary: {objects = []}}: Frame): string | undefined {
  const whole = models.flatMap((meant) => (meant.kind === 'one' && meant.note === undefined ? [meant.name] : []))
  if (whole.length < models.length) return undefined
  const names = [...services.map(({name}) => name), ...whole, ...runtimes, ...strange]
  const there = typed.filter(({raw}) => objects.some(({name}) => name === raw))
  const [only] = there
  if (only && there.length === 1 && services.length + whole.length + runtimes.length === 0) return only.raw
  return names.length === 1 ? names[0] : undefined
}

function thingsCalled(name: string, {vocabulary, namespace}: Frame): readonly Found[] {
  const {services, models, runtimes, namespaces, objects = []} = vocabulary
  const there = services.filter(
    (service) => service.name === name && (namespace ?? service.namespace) === service.namespace,
  )
  const here = there.filter((service) => service.namespace === vocabulary.namespace)
  const isNamespace = namespaces.includes(name) && name !== vocabulary.namespace
  return [
    ...(here.length > 0 ? here : there).map((service) => ({noun: 'service', name, namespace: service.namespace})),
    ...(models.includes(name) ? [{noun: 'model', name}] : []),
    ...(runtimes.includes(name) ? [{noun: 'runtime', name}] : []),
    ...(isNamespace ? [{noun: 'namespace', name}] : []),
    ...objects.filter((each) => each.name === name && (namespace ?? each.namespace) === each.namespace),
  ]
}

function which(verb: string, name: string, found: readonly Found[], here: string | undefined): Understanding {
  const places = (namespace: string | undefined): string =>
    namespace === undefined || namespace === here ? '' : ` in namespace ${namespace}`
  const say = verb === 'logs' ? 'logs of' : verb
  return open(
    `several things are called ${name}: which one?`,
    found.slice(0, 8).map(({noun, namespace}) => `say: ${say} ${noun} ${name}${places(namespace)}`),
  )
}

function noService(name: string, noun: string, {vocabulary}: Frame): Understanding {
  const near = vocabulary.services.filter((service) =>
    service.name.split('-').some((atom) => atom.length > 3 && name.includes(atom)),
  )
  const some = (near.length > 0 ? near : vocabulary.services).slice(0, 5).map((service) => service.name)
  return open(`${name} is a ${noun} and no service`, [
    some.length === 0
      ? 'list them: ome get services -A'
      : `${near.length > 0 ? 'services with a name like it' : 'there is'}: ${some.join(', ')}`,
    `what uses it: ome describe ${noun} ${name}`,
  ])
}
