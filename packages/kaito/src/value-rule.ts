/** What a value of a configuration may be. */
export interface ValueRule {
  /** `any`: several types are taken, and none is checked. */
  readonly type: 'boolean' | 'integer' | 'number' | 'text' | 'texts' | 'map' | 'any'
  readonly min?: number
  readonly max?: number
  /** The least value itself is not allowed. */
  readonly isAboveMin?: boolean
  readonly options?: readonly string[]
}

export type Scalar = string | number | boolean

/**
 * A rule written as a word: `boolean`, `integer`, `text`, `texts`, `map`, `any`, `number`, a range behind it
 * (`integer:1..`, `number:0..1`, `number:>0..1`), or the words that are allowed (`nf4|fp4`).
 */
export function readRule(text: string): ValueRule {
  const [type = '', range] = text.split(':')
  if (!isType(type)) return {type: 'text', options: text.split('|')}
  if (range === undefined) return {type}
  const [least = '', most = ''] = range.replace('>', '').split('..')
  return {
    type,
    ...(least !== '' && {min: Number(least)}),
    ...(most !== '' && {max: Number(most)}),
    ...(range.startsWith('>') && {isAboveMin: true}),
  }
}

const types = ['boolean', 'integer', 'number', 'text', 'texts', 'map', 'any'] as const
const isType = (word: string): word is ValueRule['type'] => types.some((type) => type === word)

/** What a rule wants, for a sentence: `a whole number from 1`. */
export function wanted({type, min, max, isAboveMin = false, options}: ValueRule): string {
  if (options) return options.length === 1 ? `${options[0]}` : `one of ${options.join(', ')}`
  if (type === 'boolean') return 'true or false'
  if (type === 'text') return 'a text'
  if (type === 'texts') return 'a list of texts, or one of them'
  if (type === 'map') return 'a map'
  const what = type === 'integer' ? 'a whole number' : 'a number'
  const from = min === undefined ? '' : isAboveMin ? ` above ${min}` : ` from ${min}`
  return `${what}${from}${max === undefined ? '' : ` to ${max}`}`
}

/** Whether a value that was read fits; absent values (`null`) always do. Numbers may be texts, as the parser takes them. */
export function fits(rule: ValueRule, value: unknown): boolean {
  if (value === null || value === undefined || rule.type === 'any') return true
  if (rule.options) return typeof value === 'string' && rule.options.includes(value)
  if (rule.type === 'boolean') return typeof value === 'boolean'
  if (rule.type === 'text') return typeof value === 'string'
  if (rule.type === 'texts') return typeof value === 'string' || isTexts(value)
  if (rule.type === 'map') return typeof value === 'object' && !Array.isArray(value)
  return isInRange(rule, numberOf(value))
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((item) => typeof item === 'string')

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
}

function isInRange({type, min, max, isAboveMin = false}: ValueRule, value: number): boolean {
  if (!Number.isFinite(value) || (type === 'integer' && !Number.isInteger(value))) return false
  if (min !== undefined && (isAboveMin ? value <= min : value < min)) return false
  return max === undefined || value <= max
}

/** A value as it is typed on a command line; undefined when it does not fit. Lists are typed with commas. */
export function typedValue(rule: ValueRule, text: string): Scalar | readonly string[] | undefined {
  const value = readTyped(rule, text)
  return value !== undefined && fits(rule, value) ? value : undefined
}

function readTyped({type, options}: ValueRule, text: string): Scalar | readonly string[] | undefined {
  const word = text.trim()
  if (options || type === 'text') return text === '' ? undefined : text
  if (type === 'texts') return partsOf(word)
  if (type === 'map') return undefined
  if (type === 'boolean') return truth(word)
  const number = word === '' ? Number.NaN : Number(word)
  if (type === 'any') return truth(word) ?? (Number.isNaN(number) ? text : number)
  return Number.isNaN(number) ? undefined : number
}

function partsOf(word: string): readonly string[] | undefined {
  const parts = word.split(',').map((part) => part.trim())
  return parts.includes('') ? undefined : parts
}

const truth = (word: string): boolean | undefined => {
  if (word.toLowerCase() === 'true') return true
  return word.toLowerCase() === 'false' ? false : undefined
}
