/** One line of the table: a measured value with its limits. */
export interface Row {
  readonly path: string
  readonly medianMs: number | null
  readonly against: string
  readonly ratio: number
  readonly ceiling: number
  readonly goal: number
  /** False where more is better. */
  readonly lowerIsBetter: boolean
}

export const within = ({ratio, lowerIsBetter}: Row, limit: number): boolean =>
  lowerIsBetter ? ratio <= limit : ratio >= limit
const verdict = (row: Row): string => (within(row, row.goal) ? 'goal' : within(row, row.ceiling) ? 'ceiling' : 'OVER')
const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2))

export function table(rows: readonly Row[]): string {
  const lines = rows.map(
    (row) =>
      `| ${row.path} | ${row.medianMs === null ? '' : row.medianMs.toFixed(0)} | ${row.against} | ${number(row.ratio)} | ${row.ceiling} | ${row.goal} | ${verdict(row)} |`,
  )
  return [
    '| Path | Median ms | Against | Ratio or value | Ceiling | Goal | Meets |',
    '|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n')
}
