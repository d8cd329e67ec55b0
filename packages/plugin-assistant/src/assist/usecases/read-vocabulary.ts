import {acceleratorOf} from '@ome/capacity/accelerators'
import type {KnownAccelerator, KnownObject, KnownService, Topic, Vocabulary} from '../../language/domain/intent.ts'
import {noVocabulary} from '../../language/domain/intent.ts'
import {listBounds} from '../domain/bounds.ts'
import type {Commands} from '../domain/ports.ts'

/**
 * The names that words may mean here, read with the installed commands and so with the person's own rights. A list that
 * cannot be read is empty: names are then taken as they stand, and the command that gets them says what it thinks of them.
 */
export async function readVocabulary(
  commands: Commands,
  topics: readonly Topic[],
  place: {readonly context?: string; readonly namespace: string; readonly connection: readonly string[]},
): Promise<Vocabulary> {
  const list = (...words: readonly string[]) => listOf(commands, [...words, ...place.connection])
  const read = <Items>(topic: Topic, items: () => Promise<readonly Items[]>) => (topics.includes(topic) ? items() : [])
  const [services, models, runtimes, accelerators, contexts, namespaces, objects] = await Promise.all([
    read('services', async () => {
      const all = await list('get', 'services', '--all-namespaces')
      return all ?? (await list('get', 'services', '--namespace', place.namespace)) ?? []
    }),
    read('models', async () => (await list('get', 'models', '--namespace', place.namespace)) ?? []),
    read('runtimes', async () => (await list('get', 'runtimes', '--namespace', place.namespace)) ?? []),
    read('accelerators', async () => (await list('get', 'accelerators')) ?? []),
    read('contexts', async () => (await listOf(commands, ['cluster', 'list'])) ?? []),
    read('namespaces', async () => (await list('get', 'namespaces')) ?? []),
    read('objects', async () => await objectsOf(commands.definitions, list)),
  ])
  const known = services.map(toService)
  return {
    ...noVocabulary,
    namespace: place.namespace,
    ...(place.context === undefined ? {} : {context: place.context}),
    services: known,
    models: models.map(nameOf),
    runtimes: runtimes.map(nameOf),
    accelerators: accelerators.map(toAccelerator),
    namespaces: [
      ...new Set([
        place.namespace,
        ...known.map(({namespace}) => namespace),
        ...namespaces.map((item) => nameOf(metadataOf(item))),
      ]),
    ],
    ...(namespaces.length > 0 && {isPlaceKnown: true}),
    ...(topics.includes('objects') && {objects}),
    contexts: contexts.map(nameOf),
  }
}

/** Kinds that have lists of their own above, or that nobody asks for by a name alone. */
const otherwise =
  /^(?:inferenceservices|(?:cluster)?(?:basemodels|servingruntimes)|acceleratorclasses|configmaps|secrets|workspacekinds)\./

/** Everything with a name of the kinds that installed commands take, one list for each kind. */
async function objectsOf(
  definitions: Commands['definitions'],
  list: (...words: readonly string[]) => Promise<readonly Item[] | undefined>,
): Promise<readonly KnownObject[]> {
  const taken = definitions.flatMap(({operands}) => operands.flatMap(({resources = []}) => resources))
  const kinds = [...new Set(taken)].filter((kind) => kind.includes('.') && !otherwise.test(`${kind}.`))
  const found = await Promise.all(
    kinds.map(async (kind) => {
      const items = (await list('get', kind, '--all-namespaces')) ?? []
      return items.map((item) => toObject(kind, item))
    }),
  )
  return found.flat()
}

/** Names of objects that are listed whole stand in their metadata. */
const metadataOf = (item: Item): Item => {
  const {metadata} = item
  return typeof metadata === 'object' && metadata !== null ? (metadata as Item) : item
}

/** `workspaces.kaito.sh` as a person says it: two kinds of one word keep their group. */
function toObject(kind: string, item: Item): KnownObject {
  const named = metadataOf(item)
  const namespace = textOf(named['namespace'])
  const noun = kind === 'workspaces.kubeflow.org' ? kind : (kind.split('.')[0] ?? kind).replace(/s$/, '')
  return {noun, name: textOf(named['name']), ...(namespace === '' ? {} : {namespace})}
}

type Item = Readonly<Record<string, unknown>>

async function listOf(commands: Commands, words: readonly string[]): Promise<readonly Item[] | undefined> {
  const {code, out} = await commands.capture([...words, '--output', 'json'], listBounds)
  if (code !== 0) return undefined
  const items: unknown = itemsOf(out)
  return Array.isArray(items) ? items.filter((item) => typeof item === 'object' && item !== null) : undefined
}

/** A list that was cut short is no list. */
function itemsOf(text: string): unknown {
  try {
    const {items}: {readonly items?: unknown} = JSON.parse(text)
    return items
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
const nameOf = ({name}: Item): string => textOf(name)

function toService({name, namespace, replicas}: Item): KnownService {
  const count = numberOf(replicas)
  return {name: textOf(name), namespace: textOf(namespace), ...(count === undefined ? {} : {replicas: count})}
}

function toAccelerator({name, gpus, costPerHour, memoryBytes}: Item): KnownAccelerator {
  const memory = numberOf(memoryBytes)
  const bandwidth = acceleratorOf(textOf(name), memory === undefined ? undefined : memory / 2 ** 30)?.bandwidthGBps
  const usdPerHour = numberOf(costPerHour)
  return {
    name: textOf(name),
    gpus: numberOf(gpus) ?? 0,
    ...(usdPerHour === undefined ? {} : {usdPerHour}),
    ...(bandwidth === undefined ? {} : {bandwidth}),
  }
}
