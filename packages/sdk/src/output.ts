import {blockLines} from './blocks.ts'
import type {Context, Io} from './context.ts'
import {customRow, parseCustomColumns} from './custom-columns.ts'
import {OmeError} from './errors.ts'
import {type Format, parseFormat} from './format.ts'
import {jsonpath} from './jsonpath.ts'
import {paintOf} from './style.ts'
import {tableLines} from './table.ts'
import {type ColumnMemory, rankOf} from './table-layout.ts'
import {inAscii, oneLine, plain} from './text.ts'
import {blocksWithCommands, cellWithCommands, withCommands} from './typed-commands.ts'
import type {Column, Item, Page, View} from './view.ts'
import {dumpYaml, escaped} from './yaml-dump.ts'

/** Version of the JSON documents of the product. */
export const documentVersion = 'ome.cli/v1'

export interface Paper {
  readonly io: Io
  readonly now: Date
  /** Value of `-o`; absent is the human format. */
  readonly output?: string | undefined
  readonly allNamespaces?: boolean
  readonly noHeaders?: boolean | undefined
  /** How the columns lay at earlier prints in the same place; see {@link TableText}. */
  readonly layout?: ColumnMemory
  /** Called when columns were left out; without it stderr says so. */
  readonly onLeftOut?: () => void
  /** What is wider than the paper would be lost: long values go on below themselves. */
  readonly folds?: boolean
  /** Completes the command lines inside a text with the connection flags that were typed. */
  readonly commands?: ((text: string) => string) | undefined
  /** Where a live view hears that the connection is lost. */
  readonly onTrouble?: Context['onTrouble'] | undefined
}

/**
 * Prints one model through its view, in any format of `-o`. stdout carries the result only; the line for an empty list
 * goes to stderr. Throws `usage` for a format the view cannot give.
 */
export function render<Model>(view: View<Model>, model: Model, paper: Paper): void {
  const format = parseFormat(paper.output)
  const {io} = paper
  if (format.type === 'human' || format.type === 'wide') {
    let leavesOut = false
    const told = {onLeftOut: () => (leavesOut = true)}
    const lines = humanLines(view, model, {...told, ...paper})
    if (lines === undefined) io.err(`${view.empty ?? 'nothing found'}\n`)
    else print(io, lines)
    // What was asked for stands first.
    if (leavesOut) sayLeftOut(io, format.type === 'wide')
  } else if (format.type === 'name') {
    print(
      io,
      itemsOf(model).map((item) => nameOf(view, item)),
    )
  } else {
    io.out(dataText(format, withCommands(documentOf(view, model), paper.commands), io))
  }
}

/** The lines a person reads; undefined for an empty list. */
export function humanLines<Model>(view: View<Model>, model: Model, paper: Paper): string[] | undefined {
  const {io, layout} = paper
  const page = pageOf(paper)
  const paint = paintOf(io)
  const width = io.isTTY ? io.width : undefined
  const onLeftOut = paper.onLeftOut ?? (() => sayLeftOut(io, page.wide))
  const {wide} = page
  const asList = view.columns !== undefined && (Array.isArray(model) || view.blocks === undefined)
  if (!asList && Array.isArray(model) && model.length === 0) return undefined
  const {commands, folds} = paper
  if (!asList) {
    const blocks = blocksWithCommands(view.blocks?.(model, page) ?? [], commands)
    return blockLines(blocks, paint, {width, wide, onLeftOut, folds})
  }
  const rows = itemsOf(model)
  if (rows.length === 0) return undefined
  const columns = shownColumns(view.columns ?? [], page)
  return tableLines(
    {
      header: columns.map((column) => (paper.noHeaders ? '' : column.header)),
      rows: rows.map((row) => columns.map((column) => cellWithCommands(column.value(row, page), commands))),
      tones: rows.map((row) => columns.map((column) => column.tone?.(row))),
      right: columns.map((column) => column.align === 'right'),
      ranks: columns.map((column, index) => column.rank ?? rankOf(column.header, index)),
      noHeaders: paper.noHeaders,
      wide,
      layout,
      onLeftOut,
    },
    paint,
    width,
  )
}

/** What a person would read in a pipe, as a text for a file. */
export function fileText<Model>(view: View<Model>, model: Model, now: Date): string {
  const silent: Io = Object.create(null, {
    colour: {value: false},
    unicode: {value: true},
    isTTY: {value: false},
    width: {value: 80},
  })
  const lines = humanLines(view, model, {io: silent, now, onLeftOut: () => undefined})
  return `${(lines ?? [view.empty ?? 'nothing found']).join('\n')}\n`
}

/** Tells that a table has more columns than the terminal has room for. */
export function sayLeftOut(io: Io, wide: boolean): void {
  io.err(`some columns are left out: widen the terminal or ${wide ? '-o json' : '-o wide'}\n`)
}

const shownColumns = <Row>(columns: readonly Column<Row>[], page: Page): Column<Row>[] => {
  const shown = columns.filter(
    (column) => (page.wide || !column.wide) && (page.allNamespaces || !column.onlyAllNamespaces),
  )
  // AGE stays last when wide columns are declared behind it.
  return [...shown.filter((column) => column.header !== 'AGE'), ...shown.filter((column) => column.header === 'AGE')]
}

function pageOf({io, now, output, allNamespaces}: Paper): Page {
  return {
    width: io.width,
    room: io.isTTY ? io.width : undefined,
    now,
    wide: output === 'wide',
    allNamespaces: allNamespaces ?? false,
  }
}

/** The JSON face of a model: `{apiVersion, kind, …}`, for lists `{apiVersion, kind, items}`. */
export function documentOf<Model>(view: View<Model>, model: Model): Record<string, unknown> {
  const face = (item: Item<Model>): unknown => (view.json ? view.json(item) : item)
  const head = {apiVersion: documentVersion, kind: view.kind}
  if (Array.isArray(model)) return {...head, items: itemsOf(model).map(face)}
  const [single] = itemsOf(model).map(face)
  return typeof single === 'object' && single !== null ? {...head, ...single} : {...head, value: single}
}

/** The rows of a model: itself, or one. */
export function itemsOf<Model>(model: Model): Item<Model>[] {
  // A model is a list of rows or one row; the conditional type says the same to the compiler.
  return (Array.isArray(model) ? model : [model]) as Item<Model>[]
}

/** `kind/name` of an item. Throws `usage` when the view has no names. */
export function nameOf<Model>(view: View<Model>, item: Item<Model>): string {
  if (view.name) return oneLine(view.name(item))
  throw new OmeError('usage', '-o name is not possible here: the result has no names', ['use -o json'])
}

/** A document in one of the data formats, ready for stdout. Throws `bug` for the formats for people. */
export function dataText(format: Format, document: unknown, io: Io): string {
  switch (format.type) {
    case 'json':
      return `${toJson(document)}\n`
    case 'yaml':
      return dumpYaml(document)
    case 'jsonpath': {
      const text = jsonpath(format.template, document)
      return io.isTTY ? plain(text) : text
    }
    case 'custom-columns': {
      const columns = parseCustomColumns(format.spec)
      const rows = listOf(document).map((object) => customRow(columns, object))
      const header = columns.map((column) => column.header)
      return `${tableLines({header, rows}, paintOf({colour: false, unicode: io.unicode})).join('\n')}\n`
    }
    default:
      throw new OmeError('bug', `data cannot be written as ${format.type}`)
  }
}

/** JSON for people and programs: two blanks of indent; characters a terminal could act on are escaped. */
export function toJson(value: unknown, indent = 2): string {
  return JSON.stringify(value, undefined, indent).replaceAll(
    /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    escaped,
  )
}

function listOf(document: unknown): unknown[] {
  const list = typeof document === 'object' && document !== null && 'items' in document ? document.items : undefined
  return Array.isArray(list) ? list : [document]
}

/** Writes lines to stdout, with ASCII twins for our own marks where the terminal has no Unicode. */
export function print(io: Io, lines: readonly string[]): void {
  if (lines.length > 0) io.out(`${lines.map((line) => twins(io, line)).join('\n')}\n`)
}

/** A line with our own marks replaced where the terminal has no Unicode. */
export function twins(io: Io, line: string): string {
  return io.unicode ? line : inAscii(line)
}
