/** One value over a place on the axis. */
export interface CurvePoint {
  readonly at: number
  readonly value: number
}

export interface ChartSize {
  /** Columns of the curve, without its labels. */
  readonly columns: number
  readonly rows: number
  readonly isUnicode: boolean
}

/**
 * A curve as lines of text, the largest value on top: labels, a frame and below it the first and last place. Nothing for
 * fewer than two places.
 */
export function chartLines(points: readonly CurvePoint[], {columns, rows, isUnicode}: ChartSize): readonly string[] {
  const known = points.filter(({at, value}) => Number.isFinite(at) && Number.isFinite(value))
  const places = known.map(({at}) => at)
  const [first, last] = [Math.min(...places), Math.max(...places)]
  if (known.length < 2 || first === last) return []
  const heights = heightsOf(known, {first, last, columns})
  const [low, high] = [Math.min(...heights), Math.max(...heights)]
  const level = (value: number): number => (high === low ? 0 : Math.round(((value - low) / (high - low)) * (rows - 1)))
  const levels = heights.map(level)
  const labels = labelsOf(low, high, rows)
  const width = Math.max(...labels.map((label) => label.length))
  const [side, corner, floor] = isUnicode ? (['┤', '└', '─'] as const) : (['|', '+', '-'] as const)
  const lines = Array.from({length: rows}, (_, fromTop) => {
    const row = rows - 1 - fromTop
    return `${(labels[row] ?? '').padStart(width)} ${side}${rowText(levels, row, isUnicode)}`.trimEnd()
  })
  const ends = `${first}${`step ${last}`.padStart(columns - String(first).length)}`
  return [...lines, `${' '.repeat(width)} ${corner}${floor.repeat(columns)}`, `${' '.repeat(width + 2)}${ends}`]
}

interface Axis {
  readonly first: number
  readonly last: number
  readonly columns: number
}

/** The value over each column: the mean of what falls into it, else on the line between its neighbours. */
function heightsOf(points: readonly CurvePoint[], {first, last, columns}: Axis): readonly number[] {
  const sums = Array.from({length: columns}, () => ({total: 0, count: 0}))
  for (const {at, value} of points) {
    const sum = sums[Math.round(((at - first) / (last - first)) * (columns - 1))]
    if (sum) {
      sum.total += value
      sum.count++
    }
  }
  const means = sums.map(({total, count}) => (count === 0 ? undefined : total / count))
  return means.map((mean, column) => mean ?? between(means, column))
}

function between(means: readonly (number | undefined)[], column: number): number {
  const isKnown = (value: number | undefined): boolean => value !== undefined
  const before = means.slice(0, column).findLastIndex(isKnown)
  const after = column + 1 + means.slice(column + 1).findIndex(isKnown)
  const [from = 0, to = 0] = [means[before], means[after]]
  return from + ((to - from) * (column - before)) / (after - before)
}

/** Largest, middle and smallest value beside their rows. */
function labelsOf(low: number, high: number, rows: number): readonly string[] {
  const digits = high - low < 0.1 ? 4 : 2
  const labels = Array.from({length: rows}, () => '')
  labels[0] = low.toFixed(digits)
  labels[Math.floor((rows - 1) / 2)] = ((low + high) / 2).toFixed(digits)
  labels[rows - 1] = high.toFixed(digits)
  return labels
}

/** The marks of one row: the curve runs level, or turns and climbs in one column. */
function rowText(levels: readonly number[], row: number, isUnicode: boolean): string {
  return levels.map((level, column) => mark(levels[column - 1] ?? level, level, row, isUnicode)).join('')
}

function mark(before: number, now: number, row: number, isUnicode: boolean): string {
  if (row > Math.max(before, now) || row < Math.min(before, now)) return ' '
  if (!isUnicode) return row === now ? '*' : '|'
  if (before === now) return '─'
  if (row === before) return before < now ? '╯' : '╮'
  if (row === now) return before < now ? '╭' : '╰'
  return '│'
}
