/** A decoded JSON object of unknown shape. */
export type Fields = Readonly<Record<string, unknown>>

/** The value as an object; `{}` for everything that is none. */
export const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}

/** The value as a list; empty for everything that is none. */
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** The value as a text; undefined for everything that is none. */
export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** The value as a finite number; undefined for everything that is none. */
export const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined

/** The texts of a list; other entries are left out. */
export const texts = (value: unknown): readonly string[] => list(value).filter((entry) => typeof entry === 'string')

/** The text entries of a map, for labels and selectors. */
export const textMap = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(fields(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )

/** The value under a path of keys; undefined as soon as one is missing. */
export const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => fields(inner)[key], value)
