import type {Io} from './context.ts'
import {isOmeError, OmeError} from './errors.ts'
import {sortByPath} from './jsonpath.ts'
import type {KubeClient, KubeObject, ListOptions, Resource, Table} from './kube.ts'
import type {TableOptions} from './object-output.ts'
import type {ColumnMemory} from './table-layout.ts'

/** What is wanted of one resource. */
export interface ReadResource {
  readonly resource: Resource
  /** Empty: all. */
  readonly names: readonly string[]
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined
  readonly selector?: string | undefined
  readonly fieldSelector?: string | undefined
  /** Objects of one request; 0 is all. */
  readonly pageSize?: number | undefined
  /** Value of `-o`. */
  readonly output?: string | undefined
  /** A path to sort by. */
  readonly sortBy?: string | undefined
  /** Names that are not there are no error. */
  readonly ignoreNotFound?: boolean | undefined
  /** Changes each object before it is printed as data. */
  readonly change?: ((object: KubeObject) => KubeObject) | undefined
}

/** What is wanted, and how it is printed. */
export interface ShowResource extends ReadResource, TableLook {
  readonly showManagedFields?: boolean | undefined
  /** What `-o name` prints, when not kubectl's `kind.group/name`. */
  readonly nameOf?: (object: KubeObject) => string | undefined
  /** Goes on with every change until the signal is aborted, then throws `cancelled`. */
  readonly follow?: boolean | undefined
  readonly io: Io
  readonly signal: AbortSignal
}

/** kubectl's flags for the looks of a table. */
export interface TableLook {
  readonly noHeaders?: boolean | undefined
  readonly showKind?: boolean | undefined
  readonly showLabels?: boolean | undefined
  readonly labelColumns?: readonly string[] | undefined
}

/** What was read of one resource. */
export interface Found {
  /** How its table was printed, when changes are to be printed below. */
  readonly layout?: ColumnMemory
  readonly objects: readonly KubeObject[]
  /** Present when a table was asked for. */
  readonly table?: Table
  /** For names that are not there; the others were found. */
  readonly failure?: OmeError
}

/** Reads one resource as `kubectl get` does: a table, or objects when `-o` asks for data. */
export async function readResource(kube: KubeClient, ask: ReadResource): Promise<Found> {
  const {resource, names, sortBy} = ask
  if (names.length > 0 && resource.namespaced && ask.namespace === undefined)
    throw new OmeError('usage', 'a resource cannot be retrieved by name across all namespaces', [
      'name its namespace with -n',
    ])
  const isTable = (ask.output === undefined || ask.output === 'wide') && !ask.change
  if (isTable) {
    if (names.length > 0) return await readNamedRows(kube, ask)
    const {rows, ...table} = await kube.table(resource, {...listOptions(ask), includeObject: sortBy !== undefined})
    const ordered = sortBy === undefined ? rows : sortByPath(rows, sortBy, ({object}) => object)
    return {objects: ordered.map(({object}) => object), table: {...table, rows: ordered}}
  }
  const changed = (objects: readonly KubeObject[]): readonly KubeObject[] =>
    ask.change ? objects.map(ask.change) : objects
  if (names.length > 0) return await readNamedObjects(kube, ask, changed)
  const objects = await kube.list(resource, listOptions(ask))
  return {objects: changed(sortBy === undefined ? objects : sortByPath(objects, sortBy, (object) => object))}
}

async function readNamedRows(kube: KubeClient, ask: ReadResource): Promise<Found> {
  const {resource, names} = ask
  const options = inside(ask)
  const found = await Promise.all(names.map((name) => orGone(kube.table(resource, {...options, name}))))
  const tables = found.filter((each) => each !== undefined)
  const table = {columns: tables[0]?.columns ?? [], rows: tables.flatMap(({rows}) => rows)}
  const absent = names.filter((_, index) => found[index] === undefined)
  return {objects: table.rows.map(({object}) => object), table, ...(await missing(kube, ask, absent))}
}

async function readNamedObjects(
  kube: KubeClient,
  ask: ReadResource,
  changed: (objects: readonly KubeObject[]) => readonly KubeObject[],
): Promise<Found> {
  const found = await Promise.all(ask.names.map((name) => kube.get(ask.resource, name, inside(ask))))
  const absent = ask.names.filter((_, index) => found[index] === undefined)
  return {objects: changed(found.filter((object) => object !== undefined)), ...(await missing(kube, ask, absent))}
}

/** `pod`, the word for one of them. */
export const wordOf = ({singular, plural}: Resource): string => singular || plural

/** The namespace to read in, for resources that have one. */
export const inside = ({resource, namespace}: ReadResource): {readonly namespace?: string} =>
  resource.namespaced && namespace !== undefined ? {namespace} : {}

/** Where and by what a collection is read. */
export const listOptions = (ask: ReadResource): ListOptions => ({
  ...inside(ask),
  ...(ask.selector === undefined ? {} : {labelSelector: ask.selector}),
  ...(ask.fieldSelector === undefined ? {} : {fieldSelector: ask.fieldSelector}),
  ...(ask.pageSize === undefined ? {} : {limit: ask.pageSize}),
})

export interface Printed extends TableLook, Pick<ReadResource, 'resource' | 'namespace' | 'output'> {
  readonly io: Io
}

/** How the table of a resource is printed. */
export const paper = (ask: Printed): TableOptions => ({
  io: ask.io,
  wide: ask.output === 'wide',
  allNamespaces: ask.namespace === undefined && ask.resource.namespaced,
  noHeaders: ask.noHeaders === true,
  showLabels: ask.showLabels === true,
  labelColumns: ask.labelColumns ?? [],
  ...(ask.showKind ? {prefix: kindPrefix(ask.resource)} : {}),
})

/** kubectl's `pod/` and `deployment.apps/` before names. */
function kindPrefix({kind, group}: Resource): string {
  return `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}/`
}

async function missing(
  kube: KubeClient,
  ask: ReadResource,
  names: readonly string[],
): Promise<{readonly failure?: OmeError}> {
  const [first] = names
  if (first === undefined || ask.ignoreNotFound) return {}
  const {missingObjects} = await import('./missing-objects.ts')
  return {
    failure: await missingObjects(kube, {...inside(ask), resource: ask.resource, word: wordOf(ask.resource)}, names),
  }
}

async function orGone<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading
  } catch (error) {
    if (isOmeError(error) && error.kind === 'not-found') return undefined
    throw error
  }
}
