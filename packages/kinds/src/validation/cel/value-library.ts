import type {Environment, Optional as OptionalClass} from '@marcbachmann/cel-js'
import {hasFormat} from '../formats.ts'
import {goRegexp} from '../go-regexp.ts'
import {isLabelValue, isQualifiedName} from '../label-names.ts'

type List = readonly unknown[]
type Scalar = bigint | number | string

const same = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && text(a) === text(b))
const text = (value: unknown): string =>
  JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? `${item}n` : item))
const order = (a: unknown, b: unknown): number =>
  (a as Scalar) < (b as Scalar) ? -1 : (a as Scalar) > (b as Scalar) ? 1 : 0

function extreme(list: List, wanted: -1 | 1, name: string): unknown {
  if (list.length === 0) throw new Error(`${name} called on empty list`)
  return list.reduce((best, one) => (order(one, best) === wanted ? one : best))
}

/** `isSorted`, `sum`, `min`, `max`, `indexOf` and `lastIndexOf` of lists. */
function lists(environment: Environment): void {
  environment
    .registerFunction('list.isSorted(): bool', (list: List) =>
      list.every((one, i) => i === 0 || order(list[i - 1], one) <= 0),
    )
    .registerFunction('list.sum(): dyn', (list: List) =>
      list.length === 0 ? 0n : list.reduce((sum, one) => (sum as number) + (one as number)),
    )
    .registerFunction('list.min(): dyn', (list: List) => extreme(list, -1, 'min'))
    .registerFunction('list.max(): dyn', (list: List) => extreme(list, 1, 'max'))
    .registerFunction('list.indexOf(dyn): int', (list: List, one: unknown) =>
      BigInt(list.findIndex((item) => same(item, one))),
    )
    .registerFunction('list.lastIndexOf(dyn): int', (list: List, one: unknown) =>
      BigInt(list.findLastIndex((item) => same(item, one))),
    )
}

/** The extended strings of CEL that the engine leaves out, and Kubernetes' regular expressions. */
function strings(environment: Environment): void {
  environment
    .registerFunction(
      'string.find(string): string',
      (value: string, pattern: string) => goRegexp(pattern).exec(value)?.groups[0] ?? '',
    )
    .registerFunction('string.findAll(string): list', (value: string, pattern: string) =>
      goRegexp(pattern).findAll(value),
    )
    .registerFunction('string.findAll(string, int): list', (value: string, pattern: string, limit: bigint) =>
      goRegexp(pattern).findAll(value, limit < 0n ? undefined : Number(limit)),
    )
    .registerFunction('string.charAt(int): string', (value: string, at: bigint) => {
      const letters = [...value]
      if (at < 0n || at > BigInt(letters.length)) throw new Error(`index out of range: ${at}`)
      return letters[Number(at)] ?? ''
    })
    .registerFunction('string.replace(string, string): string', (value: string, from: string, to: string) =>
      value.replaceAll(from, () => to),
    )
    .registerFunction(
      'string.replace(string, string, int): string',
      (value: string, from: string, to: string, times: bigint) => {
        if (times < 0n) return value.replaceAll(from, () => to)
        let result = value
        for (let i = 0, at = 0; i < Number(times); i++) {
          at = result.indexOf(from, at)
          if (at < 0) break
          result = result.slice(0, at) + to + result.slice(at + from.length)
          at += to.length
        }
        return result
      },
    )
}

/** The engine's own `matches` has JavaScript's expressions. A macro comes before it, and asks for this one. */
function matching(environment: Environment): void {
  const own = 'matchesInGo'
  environment
    .registerFunction(`string.${own}(string): bool`, (value: string, pattern: string) => goRegexp(pattern).test(value))
    .registerFunction('list.matches(ast): bool', (({ast, args, receiver}: MacroCall) => ({
      callAst: ast.clone({name: 'rcall', ...ast.meta}, [own, receiver, args]),
    })) as unknown as () => boolean)
}

/** What the engine hands a macro: the call's node, and the nodes of its parts. */
interface MacroCall {
  readonly ast: {readonly meta: object; clone(operator: object, args: readonly unknown[]): unknown}
  readonly args: readonly unknown[]
  readonly receiver: unknown
}

class Sets {}

/** `sets.contains`, `sets.equivalent` and `sets.intersects`. */
function sets(environment: Environment): void {
  const holds = (list: List): ((one: unknown) => boolean) => {
    const texts = new Set(list.map(text))
    return (one) => texts.has(text(one))
  }
  const contains = (list: List, others: List): boolean => others.every(holds(list))
  environment
    .registerType('Sets', Sets)
    .registerConstant('sets', 'Sets', new Sets())
    .registerFunction('Sets.contains(list, list): bool', (_: Sets, a: List, b: List) => contains(a, b))
    .registerFunction(
      'Sets.equivalent(list, list): bool',
      (_: Sets, a: List, b: List) => contains(a, b) && contains(b, a),
    )
    .registerFunction('Sets.intersects(list, list): bool', (_: Sets, a: List, b: List) => b.some(holds(a)))
}

class Formats {}
class Format {
  readonly accepts: (value: string) => boolean
  readonly name: string
  constructor(name: string, accepts: (value: string) => boolean) {
    this.name = name
    this.accepts = accepts
  }
}

const label = (value: string): boolean => value.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(value)
const formatTests: Readonly<Record<string, (value: string) => boolean>> = {
  dns1123Label: label,
  dns1123Subdomain: (value) => value.length <= 253 && value.split('.').every(label),
  dns1035Label: (value) => value.length <= 63 && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(value),
  qualifiedName: isQualifiedName,
  labelValue: isLabelValue,
  uri: (value) => hasFormat('uri', value),
  uuid: (value) => hasFormat('uuid', value),
  byte: (value) => hasFormat('byte', value),
  date: (value) => hasFormat('date', value),
  datetime: (value) => hasFormat('date-time', value),
}

/** `format.dns1123Label().validate(text)` and `format.named(name)`: the errors as an optional list. */
function formats(environment: Environment, Optional: typeof OptionalClass): void {
  environment
    .registerType('Formats', Formats)
    .registerType('Format', Format)
    .registerConstant('format', 'Formats', new Formats())
    .registerFunction('Formats.named(string): optional', (_: Formats, name: string) => {
      const test = Object.hasOwn(formatTests, name) ? formatTests[name] : undefined
      return test ? Optional.of(new Format(name, test)) : Optional.none()
    })
    .registerFunction('Format.validate(string): optional', (format: Format, value: string) =>
      format.accepts(value) ? Optional.none() : Optional.of([`${JSON.stringify(value)} is no ${format.name}`]),
    )
  for (const [name, test] of Object.entries(formatTests))
    environment.registerFunction(`Formats.${name}(): Format`, () => new Format(name, test))
}

/** Kubernetes' libraries of lists, strings, sets and named formats. */
export function registerValues(environment: Environment, Optional: typeof OptionalClass): void {
  lists(environment)
  strings(environment)
  matching(environment)
  sets(environment)
  formats(environment, Optional)
}
