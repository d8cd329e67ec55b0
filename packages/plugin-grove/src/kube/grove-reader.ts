import {merged} from '@ome/inference-model/merged'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, WatchEvent} from '@ome/sdk/kube'
import type {GroveObjects, Unread} from '../domain/grove-objects.ts'
import type {Ask, GroveReader} from '../domain/grove-reader.ts'
import {delay, inBursts} from './bursts.ts'
import {leanParts} from './lean-pod.ts'
import {olderTopologies, type Source, sourcesOf} from './sources.ts'

export const groveReader = (kube: KubeClient): GroveReader => ({
  read: async (ask) => toObjects(await readAll(kube, ask)),
  follow: (ask, signal) => follow(kube, ask, signal),
})

interface Answer {
  readonly source: Source
  /** Absent where it is not served or may not be read. */
  readonly objects?: readonly KubeObject[]
  readonly unread?: Unread
}

/** Sources with what is left of their objects. */
function sourcesFor(ask: Ask): readonly Source[] {
  const sources = sourcesOf(ask)
  if (!ask.isLean) return sources
  const keepOf = leanParts()
  return sources.map((source) => {
    const keep = keepOf(source.part)
    return keep ? {...source, options: {...source.options, keep}} : source
  })
}

const readAll = (kube: KubeClient, ask: Ask): Promise<readonly Answer[]> =>
  checked(
    kube,
    ask,
    sourcesFor(ask).map((source) => readOne(kube, source)),
  )

/** All answers. Throws what a tree cannot do without. */
async function checked(kube: KubeClient, ask: Ask, reading: readonly Promise<Answer>[]): Promise<readonly Answer[]> {
  const answers = await Promise.all(reading)
  const sets = answers.find(({source}) => source.part === 'sets')
  if (sets && !sets.objects) throw sets.unread ? denied(sets.unread, ask) : absent(kube)
  return await Promise.all(answers.map((answer) => (isOldCluster(answer) ? readOne(kube, olderTopologies) : answer)))
}

const roots: readonly Source['part'][] = ['sets', 'cliques', 'groups', 'gangs']
/** Parts of which some are better than none; of others, some would give a wrong picture. */
const countable = new Set<Source['part']>(['pods', 'events'])
const firstPartMs = 250

/** What is there of the lists after a quarter of a second, then after twice the time, and all of it as the result. */
async function* readInParts(kube: KubeClient, ask: Ask): AsyncGenerator<GroveObjects, readonly Answer[]> {
  const parts: Answer[] = sourcesFor(ask).map((source) => ({source}))
  const open = new Set(parts.map(({source}) => source.part))
  const reading = parts.map(async ({source}, index) => {
    const seen: KubeObject[] = []
    if (countable.has(source.part)) parts[index] = {source, objects: seen}
    const {keep = (object: KubeObject) => object} = source.options
    const kept = (object: KubeObject): KubeObject | undefined => {
      const own = keep(object)
      if (own) seen.push(own)
      return own
    }
    const answer = await readOne(kube, {...source, options: {...source.options, keep: kept}})
    open.delete(source.part)
    parts[index] = {...answer, source}
    return {...answer, source}
  })
  const all = checked(kube, ask, reading)
  for (let ms = firstPartMs; ; ms *= 2) {
    const pause = delay(ms)
    const answers = await Promise.race([all, pause.over])
    pause.end()
    if (answers) return answers
    const hasSets = parts.some(({source, objects}) => source.part === 'sets' && objects !== undefined)
    if (hasSets && !roots.some((part) => open.has(part))) yield {...toObjects(parts), isPartial: true}
  }
}

const isOldCluster = ({source, objects, unread}: Answer): boolean =>
  source.part === 'topologies' && objects === undefined && unread === undefined

async function readOne(kube: KubeClient, source: Source): Promise<Answer> {
  try {
    return {source, objects: await kube.list(source.resource, source.options)}
  } catch (error) {
    if (!isOmeError(error) || (error.kind !== 'denied' && error.kind !== 'not-found')) throw error
    if (error.kind === 'not-found') return {source}
    const {plural, group} = source.resource
    const resource = group === '' ? plural : `${plural}.${group}`
    return {source, unread: {resource, reason: 'denied', message: error.message}}
  }
}

/** The lists as the domain takes them: each source asks for the kind that its part holds. */
function toObjects(answers: readonly Answer[]): GroveObjects {
  const lists = Object.fromEntries(answers.map(({source, objects}) => [source.part, objects]))
  const unread = answers.flatMap((answer) => answer.unread ?? [])
  return {...(lists as Omit<GroveObjects, 'unread' | 'isPartial'>), unread}
}

const readable = [
  'podcliquesets.grove.io',
  'podcliques.grove.io',
  'podcliquescalinggroups.grove.io',
  'podgangs.scheduler.grove.io',
  'pods',
  'events',
]

function denied({message}: Unread, {namespace}: Ask): OmeError {
  const verbs = '--verb=get,list,watch'
  const where = namespace === undefined ? 'clusterrole grove-viewer' : `role grove-viewer -n ${namespace}`
  return new OmeError('denied', message, [
    `ask for: kubectl create ${where} ${verbs} --resource=${readable.join(',')}`,
    `and for where pods lie: kubectl create clusterrole grove-topology ${verbs} --resource=nodes,clustertopologybindings.grove.io`,
  ])
}

function absent(kube: KubeClient): OmeError {
  const where = kube.contextName === undefined ? kube.server : `context "${kube.contextName}"`
  return new OmeError('not-found', `Grove is not installed in ${where}: the server has no podcliquesets.grove.io`, [
    'choose another cluster with --context',
  ])
}

const joinMs = 250

async function* follow(kube: KubeClient, ask: Ask, signal: AbortSignal): AsyncGenerator<GroveObjects> {
  const first = ask.isLean ? yield* readInParts(kube, ask) : await readAll(kube, ask)
  const state = first.map(({objects}) => objects && new Map(objects.map((object) => [keyOf(object), object])))
  const lists = first.map(({objects}) => objects)
  yield toObjects(first)
  const stop = new AbortController()
  const both = AbortSignal.any([signal, stop.signal])
  const watched = first.map(
    ({source, objects}) => objects && kube.watch(source.resource, {...source.options, known: {objects}, signal: both}),
  )
  try {
    for await (const events of inBursts(merged(watched), joinMs)) {
      for (const {index, event} of events) apply(state[index], event)
      for (const index of new Set(events.map((event) => event.index)))
        lists[index] = [...(state[index]?.values() ?? [])]
      yield toObjects(first.map((answer, index) => withObjects(answer, lists[index])))
    }
  } finally {
    stop.abort()
  }
}

const withObjects = (answer: Answer, objects: Answer['objects']): Answer =>
  objects === undefined ? answer : {...answer, objects}

const keyOf = ({metadata}: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`

function apply(objects: Map<string, KubeObject> | undefined, {type, object}: WatchEvent): void {
  if (type === 'DELETED') objects?.delete(keyOf(object))
  else objects?.set(keyOf(object), object)
}
