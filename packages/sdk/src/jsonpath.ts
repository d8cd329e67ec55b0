import {OmeError} from './errors.ts'
import {type Bound, parseTemplate, type Step, type Steps} from './jsonpath-parse.ts'

const fail = (message: string): OmeError => new OmeError('failed', `error executing jsonpath: ${message}`)

/**
 * Fills a jsonpath template with a value, in kubectl's dialect (`k8s.io/client-go/util/jsonpath`): text outside braces
 * is literal, results of one action are joined by blanks, missing keys give nothing, maps and lists print as compact
 * JSON with sorted keys. Throws `usage` for a template that cannot be read and `failed` for one that cannot be applied.
 */
export function jsonpath(template: string, value: unknown): string {
  return new Evaluation().run(parseTemplate(template), value).map(printed).join('')
}

/**
 * The values one path finds. Takes `a.b`, `.a.b`, `{a.b}` and `{.a.b}`, as the paths of custom columns and sorting are
 * written.
 */
export function findAll(path: string, value: unknown): unknown[] {
  const match = /^(?:\{\.?([^{}]+)\}|\.?([^{}]+))$/.exec(path)
  if (!match) {
    throw new OmeError(
      'usage',
      `unexpected path string "${path}", expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`,
    )
  }
  return new Evaluation().run(parseTemplate(`{.${match[1] ?? match[2]}}`), value).flat()
}

/** Items by the first value a path finds; those without one come first. Throws `usage` when no item has the field. */
export function sortByPath<Item>(items: readonly Item[], path: string, face: (item: Item) => unknown): Item[] {
  const keyed = items.map((item) => ({item, key: findAll(path, face(item))[0]}))
  if (items.length > 0 && keyed.every(({key}) => key === undefined || key === null)) {
    throw new OmeError('usage', `couldn't find any field with path "${path}" in the list of objects`, [
      'see the fields with -o json',
    ])
  }
  return keyed.sort((a, b) => compareFound(a.key, b.key)).map(({item}) => item)
}

function compareFound(a: unknown, b: unknown): number {
  if (a === undefined || a === null || b === undefined || b === null) return rank(a) - rank(b)
  return typeof a === 'number' && typeof b === 'number' ? a - b : compareTexts(String(a), String(b))
}

const rank = (value: unknown): number => (value === undefined || value === null ? 0 : 1)

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

class Evaluation {
  private beginning = 0
  private ending = 0
  private inside = 0
  private lastEnd = 0

  /** One list of results per text or action, in order. Ranges run their steps once per value. */
  run(steps: Steps, value: unknown, from = 0): unknown[][] {
    const found: unknown[][] = []
    for (let index = from; index < steps.length; index++) {
      const step = steps[index]
      if (!step) break
      const results = this.walk([value], step)
      if (this.ending > 0 && this.ending <= this.inside) {
        this.ending--
        this.lastEnd = index
        break
      }
      if (this.beginning === 0) {
        found.push(results)
        continue
      }
      this.beginning--
      this.inside++
      this.lastEnd = steps.length
      // A range over nothing is still run once, unprinted, to find its end.
      if (results.length === 0) this.run(steps, undefined, index + 1)
      for (const result of results) found.push(...this.run(steps, result, index + 1))
      this.inside--
      index = this.lastEnd
    }
    return found
  }

  private walk(input: unknown[], step: Step): unknown[] {
    switch (step.type) {
      case 'action':
        return this.all(input, step.steps)
      case 'text':
        return [step.text]
      case 'number':
      case 'bool':
        return [step.value]
      case 'identifier':
        return this.identifier(input, step.name)
      case 'field':
        return input.flatMap((value) => (isMap(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : []))
      case 'wildcard':
        return input.flatMap(members)
      case 'recursive':
        return input.flatMap(descend)
      case 'array':
        return elements(input, step.from, step.to, step.step)
      case 'union':
        return step.members.flatMap((member) => this.all(input, member))
      case 'filter':
        return input.flatMap((value) => this.filter(value, step))
    }
  }

  private all(input: unknown[], steps: Steps): unknown[] {
    return steps.reduce((values, step) => this.walk(values, step), input)
  }

  private identifier(input: unknown[], name: string): unknown[] {
    if (name === 'range') {
      this.beginning++
      return input
    }
    if (name !== 'end') throw fail(`unrecognized identifier ${name}`)
    if (this.inside === 0) throw fail('not in range, nothing to end')
    this.ending++
    return []
  }

  private filter(value: unknown, {left, operator, right}: Extract<Step, {type: 'filter'}>): unknown[] {
    if (!Array.isArray(value)) throw fail(`${goText(value)} is not array or slice and cannot be filtered`)
    return value.filter((item) => {
      const lefts = this.all([item], left)
      if (operator === 'exists') return lefts.length > 0
      if (lefts.length === 0) return false
      const rights = this.all([item], right)
      if (rights.length === 0) return false
      if (lefts.length > 1 || rights.length > 1) throw fail('can only compare one element at a time')
      return compare(lefts[0], operator, rights[0])
    })
  }
}

function elements(input: readonly unknown[], from: Bound, to: Bound, step: Bound): unknown[] {
  const results: unknown[] = []
  for (const value of input) {
    if (value === undefined || value === null) continue
    if (!Array.isArray(value)) throw fail(`${goType(value)} is not array or slice`)
    const {length} = value
    const start = from.value < 0 ? from.value + length : from.value
    let end = to.known ? to.value : length
    if (end < 0 || (end === 0 && to.derived)) end += length
    if (start === end) continue
    if (start >= length || start < 0) throw outOfBounds(start, length)
    if (end > length || end < 0) throw outOfBounds(end - 1, length)
    if (start > end) throw fail(`starting index ${start} is greater than ending index ${end}`)
    if (step.known && step.value <= 0) throw fail('step must be > 0')
    for (let index = start; index < end; index += step.known ? step.value : 1) results.push(value[index])
  }
  return results
}

const outOfBounds = (index: number, length: number): OmeError =>
  fail(`array index out of bounds: index ${index}, length ${length}`)

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const sortedKeys = (value: Record<string, unknown>): string[] =>
  Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()

function members(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  return isMap(value) ? sortedKeys(value).map((key) => value[key]) : []
}

function descend(value: unknown): unknown[] {
  if (typeof value === 'string') return value === '' ? [] : [value]
  const below = members(value)
  return below.length === 0 ? [] : [value, ...below.flatMap(descend)]
}

function compare(left: unknown, operator: string, right: unknown): boolean {
  const kind = comparable(left)
  if (kind !== comparable(right)) throw fail('incompatible types for comparison')
  const order = left === right ? 0 : (left as string | number) < (right as string | number) ? -1 : 1
  if (kind === 'bool' && operator !== '==' && operator !== '!=') throw fail('invalid type for comparison')
  switch (operator) {
    case '==':
      return order === 0
    case '!=':
      return order !== 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    default:
      throw fail(`unrecognized filter operator ${operator}`)
  }
}

function comparable(value: unknown): 'string' | 'int' | 'float' | 'bool' {
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  throw fail('invalid type for comparison')
}

const printed = (results: readonly unknown[]): string => results.map(printedValue).join(' ')

function printedValue(value: unknown): string {
  if (typeof value === 'object' && value !== null) return goJson(value)
  return String(value)
}

/** Compact JSON as Go's encoder writes it: sorted keys, `<`, `>` and `&` escaped. */
function goJson(value: unknown): string {
  const sorted = (_: string, inner: unknown): unknown =>
    isMap(inner) ? Object.fromEntries(sortedKeys(inner).map((key) => [key, inner[key]])) : inner
  return JSON.stringify(value, sorted).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A value as Go's `%v` prints it, which is what custom columns show: `map[a:1 b:2]`, `[x y]`. */
export function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`
  if (isMap(value))
    return `map[${sortedKeys(value)
      .map((key) => `${key}:${goText(value[key])}`)
      .join(' ')}]`
  return value === null || value === undefined ? '<nil>' : String(value)
}

function goType(value: unknown): string {
  if (isMap(value)) return 'map[string]interface {}'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  return typeof value === 'boolean' ? 'bool' : 'string'
}
