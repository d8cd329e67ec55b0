import {blockLines} from './blocks.ts'
import type {Io} from './context.ts'
import {customRow, parseCustomColumns} from './custom-columns.ts'
import {OmeError} from './errors.ts'
import {type Format, parseFormat} from './format.ts'
import {jsonpath} from './jsonpath.ts'
import type {KubeObject, Table} from './kube.ts'
import {paintOf} from './style.ts'
import {tableLines} from './table.ts'
import {oneLine, plain} from './text.ts'
import type {Cell, Column, Item, Page, View} from './view.ts'
import {dumpYaml, escaped} from './yaml-dump.ts'

/** Version of the JSON documents of the product. */
export const documentVersion = 'ome.cli/v1'

export interface Paper {
  readonly io: Io
  readonly now: Date
  /** Value of `-o`; absent is the human format. */
  readonly output?: string | undefined
  readonly allNamespaces?: boolean
}

/**
 * Prints one model through its view, in any format of `-o`. stdout carries the result only; the line for an empty list
 * goes to stderr. Throws `usage` for a format the view cannot give.
 */
export function render<Model>(view: View<Model>, model: Model, paper: Paper): void {
  const format = parseFormat(paper.output)
  const {io} = paper
  if (format.type === 'human' || format.type === 'wide') {
    const lines = humanLines(view, model, paper)
    if (lines === undefined) io.err(`${view.empty ?? 'nothing found'}\n`)
    else print(io, lines)
  } else if (format.type === 'name') {
    print(
      io,
      items(model).map((item) => nameOf(view, item)),
    )
  } else {
    printData(io, format, documentOf(view, model))
  }
}

/** The lines a person reads; undefined for an empty list. */
export function humanLines<Model>(view: View<Model>, model: Model, paper: Paper): string[] | undefined {
  const {io} = paper
  const page = pageOf(paper)
  const paint = paintOf(io)
  const width = io.isTTY ? io.width : undefined
  const asList = view.columns !== undefined && (Array.isArray(model) || view.blocks === undefined)
  if (!asList) return blockLines(view.blocks?.(model, page) ?? [], paint, width)
  const rows = items(model)
  if (rows.length === 0) return undefined
  const columns = shownColumns(view.columns ?? [], page)
  return tableLines(
    {
      header: columns.map((column) => column.header),
      rows: rows.map((row) => columns.map((column) => column.value(row, page))),
      tones: rows.map((row) => columns.map((column) => column.tone?.(row))),
      right: columns.map((column) => column.align === 'right'),
    },
    paint,
    width,
  )
}

const shownColumns = <Row>(columns: readonly Column<Row>[], page: Page): Column<Row>[] => {
  const shown = columns.filter(
    (column) => (page.wide || !column.wide) && (page.allNamespaces || !column.onlyAllNamespaces),
  )
  // AGE stays last when wide columns are declared behind it.
  return [...shown.filter((column) => column.header !== 'AGE'), ...shown.filter((column) => column.header === 'AGE')]
}

function pageOf({io, now, output, allNamespaces}: Paper): Page {
  return {width: io.width, now, wide: output === 'wide', allNamespaces: allNamespaces ?? false}
}

/** The JSON face of a model: `{apiVersion, kind, …}`, for lists `{apiVersion, kind, items}`. */
export function documentOf<Model>(view: View<Model>, model: Model): Record<string, unknown> {
  const face = (item: Item<Model>): unknown => (view.json ? view.json(item) : item)
  const head = {apiVersion: documentVersion, kind: view.kind}
  if (Array.isArray(model)) return {...head, items: items(model).map(face)}
  const [single] = items(model).map(face)
  return typeof single === 'object' && single !== null ? {...head, ...single} : {...head, value: single}
}

function items<Model>(model: Model): Item<Model>[] {
  // A model is a list of rows or one row; the conditional type says the same to the compiler.
  return (Array.isArray(model) ? model : [model]) as Item<Model>[]
}

/** `kind/name` of an item. Throws `usage` when the view has no names. */
export function nameOf<Model>(view: View<Model>, item: Item<Model>): string {
  if (view.name) return oneLine(view.name(item))
  throw new OmeError('usage', '-o name is not possible here: the result has no names', ['use -o json'])
}

type DataFormat = Exclude<Format, {type: 'human' | 'wide' | 'name'}> | {readonly type: 'json' | 'yaml'}

function printData(io: Io, format: Format | DataFormat, document: unknown): void {
  switch (format.type) {
    case 'json':
      return io.out(`${toJson(document)}\n`)
    case 'yaml':
      return io.out(dumpYaml(document))
    case 'jsonpath':
      return io.out(terminalText(io, jsonpath(format.template, document)))
    case 'custom-columns': {
      const columns = parseCustomColumns(format.spec)
      const rows = listOf(document).map((object) => customRow(columns, object))
      const header = columns.map((column) => column.header)
      return print(io, tableLines({header, rows}, paintOf({colour: false, unicode: io.unicode})))
    }
  }
}

/** JSON for people and programs: two blanks of indent; characters a terminal could act on are escaped. */
export function toJson(value: unknown, indent: number = 2): string {
  return JSON.stringify(value, undefined, indent).replaceAll(
    /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    escaped,
  )
}

const terminalText = (io: Io, text: string): string => (io.isTTY ? plain(text) : text)

function listOf(document: unknown): unknown[] {
  const list = typeof document === 'object' && document !== null && 'items' in document ? document.items : undefined
  return Array.isArray(list) ? list : [document]
}

/** Writes lines to stdout, with ASCII twins for our own marks where the terminal has no Unicode. */
export function print(io: Io, lines: readonly string[]): void {
  if (lines.length > 0) io.out(`${lines.map((line) => twins(io, line)).join('\n')}\n`)
}

const asciiTwins: Readonly<Record<string, string>> = {
  '→': '->',
  '…': '...',
  '–': '-',
  '·': '*',
  '×': 'x',
  '≤': '<=',
  '≥': '>=',
}

/** A line with our own marks replaced where the terminal has no Unicode. */
export function twins(io: Io, line: string): string {
  return io.unicode ? line : line.replaceAll(/[→…–·×≤≥]/g, (mark) => asciiTwins[mark] ?? mark)
}

/**
 * Raw cluster objects in kubectl's shapes: one object as it is, several as a `v1` List; `name` as `kind.group/name`.
 * managedFields are left out unless `showManagedFields`. Human formats are {@link renderTable}'s.
 */
export function renderObjects(
  objects: readonly KubeObject[],
  {
    io,
    output,
    single,
    showManagedFields,
  }: {
    readonly io: Io
    readonly output: string
    /** One object was asked for by name. */
    readonly single: boolean
    readonly showManagedFields?: boolean
  },
): void {
  const format = parseFormat(output)
  const shown = showManagedFields ? objects : objects.map(withoutManagedFields)
  if (format.type === 'name') return print(io, shown.map(objectName))
  if (format.type === 'human' || format.type === 'wide')
    throw new OmeError('bug', `objects cannot be shown as ${format.type}`)
  const [first] = shown
  const document =
    single && first ? first : {apiVersion: 'v1', items: shown, kind: 'List', metadata: {resourceVersion: ''}}
  if (format.type === 'json') return io.out(`${toJson(document, 4)}\n`)
  printData(io, format, document)
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
}

/** The server's own table of a kind, as kubectl prints it: columns of priority above 0 with `wide` only. */
export function renderTable(table: Table, options: TableOptions): void {
  print(options.io, serverTableLines(table, options))
}

/** Lines of {@link renderTable}. */
export function serverTableLines(
  table: Table,
  {io, wide, allNamespaces, prefix = '', noHeaders}: TableOptions,
): string[] {
  const shown = table.columns.flatMap((column, index) => (wide || column.priority === 0 ? [index] : []))
  const header = shown.map((index) => (table.columns[index]?.name ?? '').toUpperCase())
  const nameColumn = table.columns.findIndex((column) => column.format === 'name')
  const rows = table.rows.map(({cells, object}) => {
    const row = shown.map((index) => serverCell(cells[index], index === nameColumn ? prefix : ''))
    return allNamespaces ? [object.metadata.namespace, ...row] : row
  })
  const lines = tableLines(
    {header: allNamespaces ? ['NAMESPACE', ...header] : header, rows},
    paintOf(io),
    io.isTTY ? io.width : undefined,
  )
  return noHeaders ? lines.slice(1) : lines
}

function serverCell(cell: unknown, prefix: string): Cell {
  if (cell === undefined || cell === null) return undefined
  if (typeof cell === 'number') return cell
  return prefix + (typeof cell === 'string' ? cell : JSON.stringify(cell))
}
