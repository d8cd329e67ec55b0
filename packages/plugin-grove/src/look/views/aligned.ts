import {displayWidth} from '@ome/sdk/text'
import type {Span, Tone} from '@ome/sdk/view'

export interface Piece {
  readonly text: string
  readonly tone?: Tone | undefined
}

export const piece = (text: string | number, tone?: Tone): Piece => ({text: String(text), tone})

/** Rows of pieces under each other, two blanks apart; the last piece of a row is as long as it is. */
export function aligned(rows: readonly (readonly Piece[])[]): readonly (readonly Span[])[] {
  const widths: number[] = []
  for (const row of rows)
    for (const [column, {text}] of row.entries())
      if (column < row.length - 1) widths[column] = Math.max(widths[column] ?? 0, displayWidth(text))
  return rows.map((row) =>
    row.flatMap(({text, tone}, column) => {
      const isLast = column === row.length - 1
      const gap = isLast ? '' : ' '.repeat((widths[column] ?? 0) - displayWidth(text) + 2)
      return [{text, tone}, {text: gap}]
    }),
  )
}

/** Leaves columns out, the last of the given order first, until the rows fit. */
export function fitting(
  rows: readonly (readonly Piece[])[],
  dispensable: readonly number[],
  width: number,
): readonly (readonly Piece[])[] {
  const widthOf = (kept: readonly (readonly Piece[])[]): number =>
    Math.max(
      0,
      ...aligned(kept).map((spans) =>
        displayWidth(
          spans
            .map(({text}) => text)
            .join('')
            .trimEnd(),
        ),
      ),
    )
  let kept = rows
  const gone = new Set<number>()
  for (const column of dispensable) {
    if (widthOf(kept) <= width) break
    gone.add(column)
    kept = rows.map((row) => row.filter((_, index) => !gone.has(index)))
  }
  return kept
}

/** `[####....]`, full only when all of it is. */
export function bar(done: number, total: number, width = 8): string {
  const share = total === 0 ? 1 : Math.min(1, done / total)
  const full = share === 1 ? width : Math.floor(share * width)
  return `[${'#'.repeat(full)}${'.'.repeat(width - full)}]`
}

export const percent = (done: number, total: number): string =>
  `${total === 0 ? 100 : Math.floor((100 * Math.min(done, total)) / total)}%`
