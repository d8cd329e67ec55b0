import type {Paint} from './style.ts'
import {type ColumnMemory, fitted, natural, type Rank, rankOf} from './table-layout.ts'
import {displayWidth, folded, oneLine} from './text.ts'
import type {Cell, Tone} from './view.ts'

/** A table before it is laid out. Cells are raw: cleaning, folding and colours happen in {@link tableLines}. */
export interface TableText {
  readonly header: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  /** Tone per row and column. */
  readonly tones?: readonly (readonly (Tone | undefined)[] | undefined)[]
  readonly right?: readonly boolean[]
  /** What an absent cell shows, default `<none>`. */
  readonly absent?: string
  /** Which columns stay on a narrow terminal. */
  readonly ranks?: readonly (Rank | undefined)[] | undefined
  /** The header takes part in the widths but is not printed. */
  readonly noHeaders?: boolean | undefined
  /** All columns are wanted, however narrow. */
  readonly wide?: boolean | undefined
  /** For several prints under each other: the columns of the first one stay, and get wider only. */
  readonly layout?: ColumnMemory | undefined
  /** Called when columns had to be left out. */
  readonly onLeftOut?: (() => void) | undefined
}

/**
 * Lines of a table in kubectl's manner: capital headers, three blanks between columns, `<none>` for absent cells, no
 * trailing blanks. `width` is the terminal's: no line is wider. Nothing is cut: the text of the last column that has one goes on below
 * itself, and columns without room are left out. With undefined (a pipe) every row is one line.
 */
export function tableLines(table: TableText, paint: Paint, width?: number): string[] {
  const header = table.header.map((name) => oneLine(name))
  const cells = table.rows.map((row) => header.map((_, index) => cellText(row[index], table.absent)))
  const {shown, widths, gap} = laidOut(table, header, cells, width)
  const lines = (row: readonly string[], tones?: readonly (Tone | undefined)[]): string[] => {
    const parts = shown.map((index, place) =>
      width === undefined ? [row[index] ?? ''] : folded(row[index] ?? '', widths[place] ?? 0),
    )
    const height = parts.reduce((most, {length}) => Math.max(most, length), 1)
    return Array.from({length: height}, (_, line) =>
      shown
        .map((index, place) => {
          const text = parts[place]?.[line] ?? ''
          const toned = paint.tone(text, tones?.[index])
          if (place === shown.length - 1 && !table.right?.[index]) return toned
          const padding = ' '.repeat(Math.max(0, (widths[place] ?? 0) - displayWidth(text)))
          return table.right?.[index] ? padding + toned : toned + padding
        })
        .join(' '.repeat(gap))
        .trimEnd(),
    )
  }
  return [...(table.noHeaders ? [] : lines(header)), ...cells.flatMap((row, index) => lines(row, table.tones?.[index]))]
}

function laidOut(table: TableText, header: readonly string[], rows: readonly (readonly string[])[], width?: number) {
  const ranks = header.map((name, index) => table.ranks?.[index] ?? rankOf(name, index))
  const isText = (index: number): boolean =>
    (ranks[index] !== 'keep' || index === header.length - 1) && rows.some((row) => /[ ,]/.test(row[index] ?? ''))
  const wraps = header.findLastIndex((_, index) => isText(index))
  const wanted = {
    natural: header.map((name, index) =>
      rows.reduce((widest, row) => Math.max(widest, displayWidth(row[index] ?? '')), displayWidth(name)),
    ),
    ranks,
    wraps: wraps === -1 ? undefined : wraps,
    wide: table.wide ?? false,
  }
  const before = table.layout?.last
  const layout = width === undefined ? natural(wanted, before) : fitted(wanted, width, before)
  if (table.layout) table.layout.last = layout
  if (layout.shown.length < header.length && !before) table.onLeftOut?.()
  return layout
}

/** What a cell shows: cleaned, one line, `absent` when there is nothing. */
export function cellText(cell: Cell, absent = '<none>'): string {
  if (cell === undefined || cell === null || cell === '') return absent
  return typeof cell === 'number' ? String(cell) : oneLine(cell)
}
