import type {Io} from './context.ts'
import {parseFormat} from './format.ts'
import type {KubeObject, Table} from './kube.ts'
import {dataText, print, sayLeftOut, toJson} from './output.ts'
import {paintOf} from './style.ts'
import {tableLines} from './table.ts'
import {type ColumnMemory, rankOf} from './table-layout.ts'
import {labelHeader, labelsText, oneLine} from './text.ts'
import type {Cell} from './view.ts'

export interface ObjectPrint {
  readonly io: Io
  readonly output: string
  /** One object was asked for by name. */
  readonly single: boolean
  readonly showManagedFields?: boolean
  /** What `-o name` prints of some objects instead of {@link objectName}. */
  readonly nameOf?: (object: KubeObject) => string | undefined
}

/**
 * Raw cluster objects in kubectl's shapes: one object as it is, several as a `v1` List; `name` as `kind.group/name`.
 * managedFields are left out unless `showManagedFields`. Human formats are {@link renderTable}'s.
 */
export function renderObjects(objects: readonly KubeObject[], how: ObjectPrint): void {
  const {io, output, single, showManagedFields, nameOf} = how
  const format = parseFormat(output)
  const shown = showManagedFields ? objects : objects.map(withoutManagedFields)
  if (format.type === 'name') {
    print(
      io,
      shown.map((object) => nameOf?.(object) ?? objectName(object)),
    )
    return
  }
  const [first] = shown
  const document =
    single && first ? first : {apiVersion: 'v1', items: shown, kind: 'List', metadata: {resourceVersion: ''}}
  io.out(format.type === 'json' ? `${toJson(sorted(document), 4)}\n` : dataText(format, document, io))
}

/** Keys in kubectl's order, which is Go's: by code point, at every level. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  )
}

/** `deployment.apps/web`, `pod/web-1`: what kubectl prints for `-o name` and takes back. */
export function objectName(object: KubeObject): string {
  const slash = object.apiVersion.indexOf('/')
  const group = slash === -1 ? '' : `.${object.apiVersion.slice(0, slash)}`
  return oneLine(`${object.kind.toLowerCase()}${group}/${object.metadata.name}`)
}

function withoutManagedFields(object: KubeObject): KubeObject {
  const {managedFields: _, ...metadata} = object.metadata
  return {...object, metadata}
}

export interface TableOptions {
  readonly io: Io
  readonly wide?: boolean
  /** Puts NAMESPACE in front. */
  readonly allNamespaces?: boolean
  /** Puts `kind.group/` before names, as kubectl does when several types are listed. */
  readonly prefix?: string
  readonly noHeaders?: boolean
  /** A last column with all labels. */
  readonly showLabels?: boolean
  /** Keys of labels that get a column of their own. */
  readonly labelColumns?: readonly string[]
  /** As on {@link Paper}. */
  readonly layout?: ColumnMemory
  readonly onLeftOut?: () => void
}

/** The server's own table of a kind, as kubectl prints it: columns of priority above 0 with `wide` only. */
export function renderTable(table: Table, options: TableOptions): void {
  print(options.io, serverTableLines(table, options))
}

/** Lines of {@link renderTable}. */
export function serverTableLines(table: Table, options: TableOptions): string[] {
  const {io, wide = false, allNamespaces, prefix = '', noHeaders, showLabels = false, labelColumns = []} = options
  const shown = table.columns.flatMap((column, index) => (wide || column.priority === 0 ? [index] : []))
  const header = [
    ...shown.map((index) => (table.columns[index]?.name ?? '').toUpperCase()),
    ...labelColumns.map(labelHeader),
    ...(showLabels ? ['LABELS'] : []),
  ]
  const nameColumn = table.columns.findIndex((column) => column.format === 'name')
  const rows = table.rows.map(({cells, object}) => {
    const {labels = {}} = object.metadata
    const row = [
      ...shown.map((index) => serverCell(cells[index], index === nameColumn ? prefix : '')),
      ...labelColumns.map((key) => labels[key]),
      ...(showLabels ? [labelsText(labels)] : []),
    ]
    return allNamespaces ? [object.metadata.namespace, ...row] : row
  })
  const titles = allNamespaces ? ['NAMESPACE', ...header] : header
  // Columns that were asked for by name stay.
  const added = new Set([...labelColumns.map(labelHeader), 'LABELS'])
  // A header that is not shown does not widen its column either, but kubectl's columns have at least three places.
  return tableLines(
    {
      header: noHeaders ? titles.map(() => '   ') : titles,
      rows,
      absent: '',
      ranks: titles.map((title, index) => (added.has(title) ? 'keep' : rankOf(title, index))),
      noHeaders,
      wide,
      layout: options.layout,
      onLeftOut: options.onLeftOut ?? (() => sayLeftOut(io, wide)),
    },
    paintOf(io),
    io.isTTY ? io.width : undefined,
  )
}

function serverCell(cell: unknown, prefix: string): Cell {
  if (cell === undefined || cell === null) return undefined
  if (typeof cell === 'number') return cell
  return prefix + (typeof cell === 'string' ? cell : JSON.stringify(cell))
}
