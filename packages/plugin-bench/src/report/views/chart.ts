import {figure} from './load-report.ts'

export interface Line {
  readonly label: string
  /** A value per second; gaps where there was none. */
  readonly values: readonly (number | undefined)[]
}

export interface Chart {
  readonly title: string
  readonly unit: string
  /** At most two. */
  readonly lines: readonly Line[]
}

const width = 880
const height = 200
const box = {left: 56, right: 872, top: 12, bottom: 168}
const classes = ['one', 'two'] as const
const mostPoints = 600

/** A drawing that needs no script; what it shows is said in words for those who cannot see it. */
export function chart({title, unit, lines}: Chart): string {
  const drawn = lines.map(({values}) => narrowed(values))
  const most = niceCeiling(Math.max(0, ...drawn.flat().filter((value) => value !== undefined)))
  const seconds = Math.max(1, ...lines.map(({values}) => values.length))
  const paths = drawn.map((values, index) => `<path class="${classes[index] ?? 'one'}" d="${pathOf(values, most)}"/>`)
  const words = lines.map(({label, values}) => summary(label, values, unit)).join('; ')
  const caption = lines.map(({label}, index) => (index === 0 ? label : `${label} (dashed)`)).join(', ')
  return `<figure><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(`${title}: ${words}`)}">
<path class="axis" d="M${box.left} ${box.top}V${box.bottom}H${box.right}M${box.left} ${box.top}H${box.right}"/>
<text x="${box.left - 6}" y="${box.top + 4}" text-anchor="end">${figure(most)}</text><text x="${box.left - 6}" y="${box.bottom}" text-anchor="end">0</text>
<text x="${box.left}" y="${box.bottom + 18}">0 s</text><text x="${box.right}" y="${box.bottom + 18}" text-anchor="end">${seconds} s</text>
${paths.join('\n')}</svg><figcaption>${escaped(`${title} (${unit}): ${caption}`)}</figcaption></figure>`
}

function summary(label: string, values: readonly (number | undefined)[], unit: string): string {
  const known = values.filter((value) => value !== undefined)
  if (known.length === 0) return `${label} none`
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length
  const [least, most] = known.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  )
  return `${label} from ${figure(least)} to ${figure(most)} ${unit}, ${figure(mean)} on average`
}

/** Each point the largest of its neighbours, so that no peak is lost. */
function narrowed(values: readonly (number | undefined)[]): readonly (number | undefined)[] {
  if (values.length <= mostPoints) return values
  return Array.from({length: mostPoints}, (_, at) => {
    const part = values
      .slice(Math.floor((at * values.length) / mostPoints), Math.floor(((at + 1) * values.length) / mostPoints))
      .filter((value) => value !== undefined)
    return part.length === 0 ? undefined : Math.max(...part)
  })
}

function pathOf(values: readonly (number | undefined)[], most: number): string {
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

export const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`)
