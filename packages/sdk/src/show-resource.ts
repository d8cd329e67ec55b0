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
  /** The printed table, whose column widths later rows keep. */
  readonly table?: Table
  /** For names that are not there, after the others were shown. */
  readonly failure?: OmeError
}

/**
 * Any resource of the server as `kubectl get` shows it: the server's table, or the objects with `-o`; with `follow` one
 * row or document per change. Throws `not-found` for missing names after the others were printed.
 */
export async function showResource(kube: KubeClient, ask: ShowResource): Promise<void> {
  const isTable = (ask.output === undefined || ask.output === 'wide') && !ask.change
  const shown = isTable ? await showTable(kube, ask) : await showObjects(kube, ask)
  if (shown.failure) throw shown.failure
  if (ask.follow) await showChanges(kube, ask, shown)
}

async function showTable(kube: KubeClient, ask: ShowResource): Promise<Shown> {
  const {io, resource, names, sortBy} = ask
  if (names.length > 0) return await showNamedRows(kube, ask)
  const table = await kube.table(resource, {...listOptions(ask), includeObject: true})
  const rows = sortBy === undefined ? table.rows : sortByPath(table.rows, sortBy, ({object}) => object)
  if (rows.length > 0) print(io, serverTableLines({...table, rows}, paper(ask)))
  else io.err(`${emptyText(ask)}\n`)
  return {objects: rows.map(({object}) => object), table: {...table, rows}}
}

async function showNamedRows(kube: KubeClient, ask: ShowResource): Promise<Shown> {
  const {io, resource, names} = ask
  const options = {...inside(ask), includeObject: true}
  const found = await Promise.all(names.map((name) => orGone(kube.table(resource, {...options, name}))))
  const tables = found.filter((each) => each !== undefined)
  const table = {columns: tables[0]?.columns ?? [], rows: tables.flatMap(({rows}) => rows)}
  if (table.rows.length > 0) print(io, serverTableLines(table, paper(ask)))
  const absent = names.filter((_, index) => found[index] === undefined)
  return {objects: table.rows.map(({object}) => object), table, ...missing(ask, absent)}
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

async function showChanges(kube: KubeClient, ask: ShowResource, {objects, table}: Shown): Promise<void> {
  const {io, resource, names, output = 'yaml', signal} = ask
  const versions = new Map(objects.map((object) => [keyOf(object), object.metadata.resourceVersion]))
  let shown = table
  for await (const {type, object} of kube.watch(resource, {...listOptions(ask), signal})) {
    const {name, resourceVersion} = object.metadata
    const isKnown = type === 'ADDED' && versions.get(keyOf(object)) === resourceVersion
    if (isKnown || (names.length > 0 && !names.includes(name))) continue
    if (!shown && output === 'json') io.out(`${toJson(object, 0)}\n`)
    else if (!shown) renderObjects([object], {io, output, single: true})
    else if (type === 'DELETED') print(io, [`${wordOf(resource)}/${name} deleted`])
    else shown = await showChangedRow(kube, ask, object, shown)
  }
  if (signal.aborted) throw new OmeError('cancelled', 'cancelled')
}

/** Prints the server's row of an object as it is now, under the columns that were printed before; the header once. */
async function showChangedRow(kube: KubeClient, ask: ShowResource, object: KubeObject, shown: Table): Promise<Table> {
  const {name, namespace} = object.metadata
  const options = {name, includeObject: true, ...(namespace === undefined ? {} : {namespace})}
  const changed = await orGone(kube.table(ask.resource, options))
  if (!changed) return shown
  const isFirst = shown.rows.length === 0
  const lines = serverTableLines({...changed, rows: [...shown.rows, ...changed.rows]}, paper(ask))
  print(ask.io, isFirst ? lines : lines.slice(-changed.rows.length))
  return isFirst ? changed : shown
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
