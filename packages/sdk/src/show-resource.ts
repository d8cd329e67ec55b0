import type {Io} from './context.ts'
import {isOmeError, OmeError} from './errors.ts'
import {sortByPath} from './jsonpath.ts'
import type {KubeClient, KubeObject, ListOptions, Resource, Table} from './kube.ts'
import {renderObjects, serverTableLines} from './object-output.ts'
import {print, toJson} from './output.ts'

export interface ShowResource {
  readonly resource: Resource
  /** Empty: all. */
  readonly names: readonly string[]
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined
  readonly selector?: string | undefined
  /** Value of `-o`. */
  readonly output?: string | undefined
  /** A path to sort by. */
  readonly sortBy?: string | undefined
  /** Goes on with every change until the signal is aborted, then throws `cancelled`. */
  readonly follow?: boolean | undefined
  /** Changes each object before it is printed as data. */
  readonly change?: ((object: KubeObject) => KubeObject) | undefined
  readonly io: Io
  readonly signal: AbortSignal
}

interface Shown {
  readonly objects: readonly KubeObject[]
  /** For names that are not there, after the others were shown. */
  readonly failure?: OmeError
}

/**
 * Any resource of the server as `kubectl get` shows it: the server's table, or the objects with `-o`; with `follow` one
 * row or document per change. Throws `not-found` for missing names after the others were printed.
 */
export async function showResource(kube: KubeClient, ask: ShowResource): Promise<void> {
  const isTable = (ask.output === undefined || ask.output === 'wide') && !ask.change
  const {objects, failure} = isTable ? await showTable(kube, ask) : await showObjects(kube, ask)
  if (failure) throw failure
  if (ask.follow) await showChanges(kube, ask, objects, isTable)
}

async function showTable(kube: KubeClient, ask: ShowResource): Promise<Shown> {
  const {io, resource, names, sortBy} = ask
  if (names.length > 0) {
    const found = await Promise.all(
      names.map((name) => orGone(kube.table(resource, {...inside(ask), name, includeObject: true}))),
    )
    const tables = found.filter((table) => table !== undefined)
    const rows = tables.flatMap((table) => table.rows)
    if (rows.length > 0) print(io, serverTableLines({columns: tables[0]?.columns ?? [], rows}, paper(ask)))
    return {
      objects: rows.map(({object}) => object),
      ...missing(
        ask,
        names.filter((_, index) => found[index] === undefined),
      ),
    }
  }
  const table = await kube.table(resource, {...listOptions(ask), includeObject: true})
  const rows = sortBy === undefined ? table.rows : sortByPath(table.rows, sortBy, ({object}) => object)
  if (rows.length > 0) print(io, serverTableLines({...table, rows}, paper(ask)))
  else io.err(`${emptyText(ask)}\n`)
  return {objects: rows.map(({object}) => object)}
}

async function showObjects(kube: KubeClient, ask: ShowResource): Promise<Shown> {
  const {io, resource, names, sortBy, change, output = 'yaml'} = ask
  const single = names.length === 1
  const print = (objects: readonly KubeObject[]): void =>
    renderObjects(change ? objects.map((object) => change(object)) : objects, {io, output, single})
  if (names.length === 0) {
    const objects = await kube.list(resource, listOptions(ask))
    const ordered = sortBy === undefined ? objects : sortByPath(objects, sortBy, (object) => object)
    print(ordered)
    return {objects: ordered}
  }
  const found = await Promise.all(names.map((name) => kube.get(resource, name, inside(ask))))
  const objects = found.filter((object) => object !== undefined)
  if (objects.length > 0) print(objects)
  return {
    objects,
    ...missing(
      ask,
      names.filter((_, index) => found[index] === undefined),
    ),
  }
}

async function showChanges(
  kube: KubeClient,
  ask: ShowResource,
  known: readonly KubeObject[],
  isTable: boolean,
): Promise<void> {
  const {io, resource, names, output = 'yaml', signal} = ask
  const versions = new Map(known.map((object) => [keyOf(object), object.metadata.resourceVersion]))
  for await (const {type, object} of kube.watch(resource, {...listOptions(ask), signal})) {
    const {name, resourceVersion} = object.metadata
    const isKnown = type === 'ADDED' && versions.get(keyOf(object)) === resourceVersion
    if (isKnown || (names.length > 0 && !names.includes(name))) continue
    if (isTable) print(io, await changedRow(kube, ask, object))
    else if (output === 'json') io.out(`${toJson(object, 0)}\n`)
    else renderObjects([object], {io, output, single: true})
  }
  if (signal.aborted) throw new OmeError('cancelled', 'cancelled')
}

/** The server's row of an object as it is now, or that it is gone. */
async function changedRow(kube: KubeClient, ask: ShowResource, object: KubeObject): Promise<string[]> {
  const {name, namespace} = object.metadata
  const options = {name, includeObject: true, ...(namespace === undefined ? {} : {namespace})}
  const table: Table | undefined = await orGone(kube.table(ask.resource, options))
  return table ? serverTableLines(table, {...paper(ask), noHeaders: true}) : [`${wordOf(ask.resource)}/${name} deleted`]
}

const keyOf = ({metadata}: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`

const wordOf = ({singular, plural}: Resource): string => singular || plural

const inside = ({resource, namespace}: ShowResource): {readonly namespace?: string} =>
  resource.namespaced && namespace !== undefined ? {namespace} : {}

const listOptions = (ask: ShowResource): ListOptions => ({
  ...inside(ask),
  ...(ask.selector === undefined ? {} : {labelSelector: ask.selector}),
})

const paper = ({io, output, namespace, resource}: ShowResource) => ({
  io,
  wide: output === 'wide',
  allNamespaces: namespace === undefined && resource.namespaced,
})

/** kubectl's words. */
function emptyText(ask: ShowResource): string {
  const {namespace} = inside(ask)
  return namespace === undefined ? 'No resources found' : `No resources found in ${namespace} namespace.`
}

function missing(ask: ShowResource, names: readonly string[]): {readonly failure?: OmeError} {
  const [first] = names
  if (first === undefined) return {}
  const {namespace} = inside(ask)
  const where = namespace === undefined ? '' : ` in namespace "${namespace}"`
  const word = wordOf(ask.resource)
  const what = names.length === 1 ? `${word} "${first}"` : `${word}s ${names.map((name) => `"${name}"`).join(', ')}`
  return {failure: new OmeError('not-found', `${what} not found${where}`, [], {object: `${word}/${first}`})}
}

async function orGone<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading
  } catch (error) {
    if (isOmeError(error) && error.kind === 'not-found') return undefined
    throw error
  }
}
