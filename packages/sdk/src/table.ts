import type {Paint} from './style.ts'
import {cut, displayWidth, oneLine} from './text.ts'
import type {Cell, Tone} from './view.ts'

/** A table before it is laid out. Cells are raw: cleaning, cutting and colours happen in {@link tableLines}. */
export interface TableText {
  readonly header: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  /** Tone per row and column. */
  readonly tones?: readonly (readonly (Tone | undefined)[] | undefined)[]
  readonly right?: readonly boolean[]
  /** What an absent cell shows, default `<none>`. */
  readonly absent?: string
}

const gap = 3
const narrowest = 8

/**
 * Lines of a table in kubectl's manner: capital headers, three blanks between columns, `<none>` for absent cells, no
 * trailing blanks. `width` is the terminal's; undefined (a pipe) never cuts.
 */
export function tableLines(table: TableText, paint: Paint, width?: number): string[] {
  const header = table.header.map((name) => oneLine(name))
  const cells = table.rows.map((row) => header.map((_, index) => cellText(row[index], table.absent)))
  const widths = fitted(header, cells, width)
  const line = (row: readonly string[], tones?: readonly (Tone | undefined)[]): string =>
    row
      .map((text, index) => {
        const columns = widths[index] ?? 0
        const shown = cut(text, columns, paint.glyphs.cut)
        const padding = ' '.repeat(Math.max(0, columns - displayWidth(shown)))
        const toned = paint.tone(shown, tones?.[index])
        if (table.right?.[index]) return padding + toned
        return index === row.length - 1 ? toned : toned + padding
      })
      .join(' '.repeat(gap))
      .trimEnd()
  return [line(header), ...cells.map((row, index) => line(row, table.tones?.[index]))]
}

/** What a cell shows: cleaned, one line, `absent` when there is nothing. */
export function cellText(cell: Cell, absent = '<none>'): string {
  if (cell === undefined || cell === null || cell === '') return absent
  return typeof cell === 'number' ? String(cell) : oneLine(cell)
}

function fitted(header: readonly string[], rows: readonly (readonly string[])[], width?: number): number[] {
  const widths = header.map((name, index) =>
    rows.reduce((widest, row) => Math.max(widest, displayWidth(row[index] ?? '')), displayWidth(name)),
  )
  if (width === undefined) return widths
  let excess = widths.reduce((sum, columns) => sum + columns, gap * (widths.length - 1)) - width
  while (excess > 0) {
    const widest = widestShrinkable(widths, header)
    if (widest === undefined) break
    widths[widest] = (widths[widest] ?? 0) - 1
    excess--
  }
  return widths
}

/** The widest column that may still shrink; the first one (the name) only when no other is left. */
function widestShrinkable(widths: readonly number[], header: readonly string[]): number | undefined {
  let found: number | undefined
  for (let index = widths.length - 1; index >= 0; index--) {
    const floor = Math.max(narrowest, displayWidth(header[index] ?? ''))
    const columns = widths[index] ?? 0
    if (columns <= floor || (index === 0 && found !== undefined)) continue
    if (found === undefined || columns > (widths[found] ?? 0)) found = index
  }
  return found
}
