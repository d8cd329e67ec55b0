import type {ApiObject} from './api.ts'

/** Many objects that differ in numbers, as one document of a scenario. */
export interface Repeat {
  readonly kind: 'Repeat'
  readonly spec: {
    /** Names of numbers, each from 1 up to its count; the last one counts fastest. */
    readonly counts: Readonly<Record<string, number>>
    /** The object. `{name}` in its texts stands for a number, `{name:2}` for one with leading zeros, `{index}` counts them all. */
    readonly template: unknown
  }
}

/** The objects that a {@link Repeat} stands for, in order. */
export function repeated({spec: {counts, template}}: Repeat): ApiObject[] {
  const text = JSON.stringify(template)
  return combinations(Object.entries(counts)).map((numbers, index) => {
    const values = {...numbers, index: index + 1}
    return JSON.parse(filled(text, values))
  })
}

type Numbers = Readonly<Record<string, number>>

function combinations([first, ...rest]: readonly (readonly [string, number])[]): Numbers[] {
  if (!first) return [{}]
  const [name, count] = first
  const inner = combinations(rest)
  return Array.from({length: count}, (_, at) => inner.map((numbers) => ({[name]: at + 1, ...numbers}))).flat()
}

const filled = (text: string, values: Numbers): string =>
  text.replace(/\{([a-z]+)(?::(\d))?\}/g, (whole, name: string, width: string | undefined) => {
    const value = values[name]
    return value === undefined ? whole : String(value).padStart(Number(width ?? 0), '0')
  })
