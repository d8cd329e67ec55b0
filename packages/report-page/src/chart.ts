import {figure} from './figure.ts'
import {text} from './page.ts'

/** Values one after the other; undefined where there was none. */
export type Values = readonly (number | undefined)[]

export interface ChartLine {
  readonly label: string
  readonly values: Values
}

export interface Chart {
  readonly title: string
  readonly unit: string
  /** What stands below the first and the last value. */
  readonly ends: readonly [string, string]
  /** At most two. */
  readonly lines: readonly ChartLine[]
}

export interface BarChart {
  readonly title: string
  readonly unit: string
  readonly ends: readonly [string, string]
  readonly values: Values
  /** What a missing value is called. */
  readonly gap: string
}

export interface ShareChart {
  readonly title: string
  readonly unit: string
  /** A value that is not known has no bar. */
  readonly rows: readonly {readonly label: string; readonly value: number | undefined}[]
  /** How an amount is written. */
  readonly write: (value: number) => string
}

const width = 880
const height = 200
const box = {left: 56, right: 872, top: 12, bottom: 168}
const classes = ['one', 'two'] as const
const mostPoints = 600

/** A drawing of one or two lines that needs no script; what it shows is said in words for those who cannot see it. */
export function chart({title, unit, ends, lines}: Chart): string {
  const drawn = lines.map(({values}) => narrowed(values))
  const most = mostOf(drawn.flat())
  const paths = drawn.map((values, index) => `<path class="${classes[index] ?? 'one'}" d="${pathOf(values, most)}"/>`)
  const words = lines.map(({label, values}) => `${label} ${summary(values, unit)}`).join('; ')
  const caption = lines.map(({label}, index) => (index === 0 ? label : `${label} (dashed)`)).join(', ')
  return drawing(`${title}: ${words}`, `${title} (${unit}): ${caption}`, axes(most, ends) + paths.join('\n'))
}

/** A bar for each value, and an open one where it is missing. */
export function barChart({title, unit, ends, values, gap}: BarChart): string {
  const most = mostOf(values)
  const step = (box.right - box.left) / Math.max(1, values.length)
  const wide = (step * 0.8).toFixed(1)
  const bars = values.map((value, index) => {
    const x = (box.left + (index + 0.1) * step).toFixed(1)
    if (value === undefined)
      return `<rect class="gap" x="${x}" y="${box.bottom - 12}" width="${wide}" height="12"><title>${text(gap)}</title></rect>`
    const high = (value / most) * (box.bottom - box.top)
    return `<rect class="bar" x="${x}" y="${(box.bottom - high).toFixed(1)}" width="${wide}" height="${high.toFixed(1)}"/>`
  })
  const missing = values.filter((value) => value === undefined).length
  const open = missing === 0 ? '' : `; ${missing} of ${values.length}: ${gap}`
  const caption = `${title} (${unit})${missing === 0 ? '' : `; dashed: ${gap}`}`
  return drawing(`${title}: ${summary(values, unit)}${open}`, caption, axes(most, ends) + bars.join('\n'))
}

const rowHeight = 26

/** A bar below each other for each part of a whole, with its amount. */
export function shareChart({title, unit, rows, write}: ShareChart): string {
  const most = Math.max(...rows.map(({value}) => value ?? 0))
  const [left, longest] = [300, 460]
  const told = (value: number | undefined): string => (value === undefined ? 'not known' : write(value))
  const lines = rows.map(({label, value}, index) => {
    const y = index * rowHeight
    const long = most > 0 ? ((value ?? 0) / most) * longest : 0
    const short = label.length > 40 ? `${label.slice(0, 39)}…` : label
    return `<text x="${left - 8}" y="${y + 17}" text-anchor="end">${text(short)}</text><rect class="bar" x="${left}" y="${y + 4}" width="${Math.max(1, long).toFixed(1)}" height="${rowHeight - 8}"/><text x="${(left + long + 8).toFixed(1)}" y="${y + 17}">${text(told(value))}</text>`
  })
  const words = rows.map(({label, value}) => `${label} ${told(value)}`).join('; ')
  return drawing(`${title}: ${words}`, `${title} (${unit})`, lines.join('\n'), Math.max(1, rows.length) * rowHeight)
}

const drawing = (words: string, caption: string, inside: string, high = height): string =>
  `<figure><svg viewBox="0 0 ${width} ${high}" role="img" aria-label="${text(words)}">
${inside}</svg><figcaption>${text(caption)}</figcaption></figure>`

const axes = (most: number, [first, last]: readonly [string, string]): string =>
  `<path class="axis" d="M${box.left} ${box.top}V${box.bottom}H${box.right}M${box.left} ${box.top}H${box.right}"/>
<text x="${box.left - 6}" y="${box.top + 4}" text-anchor="end">${figure(most)}</text><text x="${box.left - 6}" y="${box.bottom}" text-anchor="end">0</text>
<text x="${box.left}" y="${box.bottom + 18}">${text(first)}</text><text x="${box.right}" y="${box.bottom + 18}" text-anchor="end">${text(last)}</text>
`

const mostOf = (values: Values): number =>
  niceCeiling(values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0))

function summary(values: Values, unit: string): string {
  const known = values.filter((value) => value !== undefined)
  if (known.length === 0) return 'none'
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length
  const [least, most] = known.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  )
  return `from ${figure(least)} to ${figure(most)} ${unit}, ${figure(mean)} on average`
}

/** Each point the largest of its neighbours, so that no peak is lost. */
function narrowed(values: Values): Values {
  if (values.length <= mostPoints) return values
  return Array.from({length: mostPoints}, (_, at) => {
    const part = values
      .slice(Math.floor((at * values.length) / mostPoints), Math.floor(((at + 1) * values.length) / mostPoints))
      .filter((value) => value !== undefined)
    return part.length === 0 ? undefined : Math.max(...part)
  })
}

function pathOf(values: Values, most: number): string {
  const step = (box.right - box.left) / Math.max(1, values.length - 1)
  let isDrawing = false
  const parts: string[] = []
  for (const [index, value] of values.entries()) {
    if (value === undefined) {
      isDrawing = false
      continue
    }
    const x = box.left + index * step
    const y = box.bottom - (value / most) * (box.bottom - box.top)
    parts.push(`${isDrawing ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}${isDrawing ? '' : 'h.1'}`)
    isDrawing = true
  }
  return parts.join('')
}

/** 1, 2 or 5 times a power of ten, at least the value. */
function niceCeiling(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 5].find((step) => step * power >= value) ?? 10) * power
}
