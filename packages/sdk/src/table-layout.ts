/** `keep` for columns that are never left out; of the others those with the lowest number go first. */
export type Rank = number | 'keep'

/** How the columns of a table lie: which are shown, how wide, how far apart. */
export interface Layout {
  readonly shown: readonly number[]
  /** Per column that is shown. */
  readonly widths: readonly number[]
  readonly gap: number
}

/** Kept between prints of one table: columns stay what they are and never get narrower, so that rows stand in line. */
export interface ColumnMemory {
  last?: Layout
}

export interface Wanted {
  /** Width of the widest cell or header, per column. */
  readonly natural: readonly number[]
  readonly ranks: readonly Rank[]
  /** The column whose text may go on in further lines; absent when none holds a text of several words. */
  readonly wraps?: number | undefined
  /** All columns are wanted: every cell may go on in further lines. */
  readonly wide: boolean
}

const gaps = [3, 2] as const
/** Text in a narrower column reads badly: rather leave columns out. */
const readable = 24
const barelyReadable = 12
const narrowest = 8

/** What a column is kept for when its view does not say: the first one and those that tell what it is and how it does. */
export const rankOf = (header: string, index: number): Rank =>
  index === 0 || /^(?:NAMESPACE|NAME|ID|STATUS)$/.test(header) ? 'keep' : 0

/** Columns as wide as they want to be, as in a pipe; never narrower than they were. */
export function natural(wanted: Wanted, last?: Layout): Layout {
  const widths = wanted.natural.map((columns, index) => Math.max(columns, last?.widths[index] ?? 0))
  return {shown: widths.map((_, index) => index), widths, gap: gaps[0]}
}

/**
 * Columns for a terminal of that width. What fits stays; then the columns move closer together, the text column gets
 * more lines, the least important columns are left out, and at last the widest are folded.
 */
export function fitted(wanted: Wanted, width: number, last?: Layout): Layout {
  if (last) return again(wanted, width, last)
  const all = wanted.natural.map((_, index) => index)
  for (const gap of gaps) {
    const whole = asText(wanted, all, width, gap, readable)
    if (whole) return whole
  }
  const gap = gaps[1]
  if (wanted.wide) {
    const folded = foldedTo(wanted, all, width, gap, (index) =>
      wanted.ranks[index] === 'keep' ? undefined : narrowest,
    )
    const layout = folded ?? foldedTo(wanted, all, width, gap, () => narrowest)
    if (layout) return layout
  }
  const shown = chosen(wanted, width, gap)
  return asText(wanted, shown, width, gap, barelyReadable) ?? lastResort(wanted, shown, width)
}

/** The columns of the earlier print, wider where it is needed and possible. */
function again(wanted: Wanted, width: number, last: Layout): Layout {
  const widths = last.shown.map((index, place) => Math.max(wanted.natural[index] ?? 0, last.widths[place] ?? 0))
  if (total(widths, last.gap) <= width) return {...last, widths}
  return total(last.widths, last.gap) <= width ? last : lastResort(wanted, last.shown, width)
}

/** A layout in which only the text column is narrower than it wants to be; undefined when there is no room for it. */
function asText(
  {natural: wide, wraps}: Wanted,
  shown: readonly number[],
  width: number,
  gap: number,
  least: number,
): Layout | undefined {
  const widths = shown.map((index) => wide[index] ?? 0)
  const excess = total(widths, gap) - width
  if (excess <= 0) return {shown, widths, gap}
  const place = wraps === undefined ? -1 : shown.indexOf(wraps)
  const text = widths[place]
  if (text === undefined || text - excess < Math.min(text, least)) return undefined
  return {shown, widths: widths.with(place, text - excess), gap}
}

/** The widest columns made narrower, each down to its floor, the first one last of all. Without a floor one stays. */
function foldedTo(
  {natural: wide}: Wanted,
  shown: readonly number[],
  width: number,
  gap: number,
  floorOf: (index: number) => number | undefined,
): Layout | undefined {
  const widths = shown.map((index) => wide[index] ?? 0)
  const floors = shown.map((index) => floorOf(index) ?? Number.POSITIVE_INFINITY)
  for (let excess = total(widths, gap) - width; excess > 0; excess--) {
    let widest = -1
    for (let place = widths.length - 1; place >= 0; place--) {
      const columns = widths[place] ?? 0
      if (columns <= (floors[place] ?? 0)) continue
      if (widest < 0 || (place > 0 && columns > (widths[widest] ?? 0))) widest = place
    }
    if (widest < 0) return undefined
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return {shown, widths, gap}
}

/** What stays: as many of the columns as there is room for, the most important first; of equals the first ones. */
function chosen(wanted: Wanted, width: number, gap: number): readonly number[] {
  const {natural: wide, ranks, wraps} = wanted
  const weight = (index: number): number => {
    const rank = ranks[index] ?? 0
    return rank === 'keep' ? Number.POSITIVE_INFINITY : index === wraps ? Number.MAX_VALUE : rank
  }
  const order = wide.map((_, index) => index).sort((a, b) => compare(weight(b), weight(a)) || a - b)
  const taken: number[] = []
  for (const index of order) {
    const next = [...taken, index].sort((a, b) => a - b)
    const least = index === wraps ? barelyReadable : readable
    if (ranks[index] === 'keep' || asText(wanted, next, width, gap, least)) taken.splice(0, taken.length, ...next)
  }
  return taken
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1)

/** No room even for what must stay: folded, and on a terminal of few columns without the last ones. */
function lastResort(wanted: Wanted, shown: readonly number[], width: number): Layout {
  for (let count = shown.length; count > 1; count--) {
    const folded = foldedTo(wanted, shown.slice(0, count), width, gaps[1], () => narrowest)
    if (folded) return folded
  }
  return {shown: shown.slice(0, 1), widths: [Math.max(1, width)], gap: gaps[1]}
}

const total = (widths: readonly number[], gap: number): number =>
  widths.reduce((sum, columns) => sum + columns, gap * Math.max(0, widths.length - 1))
