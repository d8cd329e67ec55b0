/** Readers of unknown data; each throws an Error that names the place. */

export type Fields = Readonly<Record<string, unknown>>

export function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw new Error(`${what} is not an object`)
}

/** C0, C1, DEL and what turns the direction of writing: nothing that a terminal would obey. */
const obeyed = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/

export function textOf(value: unknown, what: string, pattern?: RegExp): string {
  if (typeof value !== 'string') throw new Error(`${what} is not a text`)
  if (obeyed.test(value)) throw new Error(`${what} holds a control character`)
  if (pattern !== undefined && !pattern.test(value)) throw new Error(`${what} has an unexpected form`)
  return value
}

export function wholeOf(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new Error(`${what} is not a whole number`)
}

export function listOf<Item>(
  value: unknown,
  what: string,
  read: (item: unknown, what: string) => Item,
): readonly Item[] {
  if (!Array.isArray(value)) throw new Error(`${what} is not a list`)
  return value.map((item, at) => read(item, `${what}[${at}]`))
}

export function mapOf<Item>(
  value: unknown,
  what: string,
  read: (item: unknown, what: string) => Item,
): Readonly<Record<string, Item>> {
  const rows = Object.entries(fieldsOf(value, what)).map(([key, item]) => {
    const name = textOf(key, `${what}: a name`)
    return [name, read(item, `${what}.${name}`)]
  })
  return Object.fromEntries(rows)
}

export function oneOf<const Word extends string>(value: unknown, what: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === value)
  if (found === undefined) throw new Error(`${what} is not one of ${words.join(', ')}`)
  return found
}

/** An RFC 3339 time in UTC to the second. */
export const timeOf = (value: unknown, what: string): string =>
  textOf(value, what, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)

export const texts = (value: unknown, what: string): readonly string[] =>
  listOf(value, what, (item, at) => textOf(item, at))

/** `{[key]: read(value)}`, or nothing when the value is absent: keeps optional fields absent instead of undefined. */
export function optional<Key extends string, Item>(
  key: Key,
  from: Fields,
  what: string,
  read: (item: unknown, what: string) => Item,
): {readonly [name in Key]?: Item} {
  const value = from[key]
  if (value === undefined) return {}
  return {[key]: read(value, `${what}.${key}`)} as {readonly [name in Key]?: Item}
}
