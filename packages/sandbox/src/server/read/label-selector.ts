import {isLabelValue, isQualifiedName} from '@ome/kinds/validation/label-names'
import {badRequest} from '../errors.ts'

export type LabelPredicate = (labels: Readonly<Record<string, string>> | undefined) => boolean

interface Requirement {
  readonly key: string
  readonly operator: 'in' | 'notin' | 'exists' | '!' | '>' | '<'
  readonly values: ReadonlySet<string>
}

/** Parses a label selector in the grammar of apimachinery; throws 400 with its texts. Empty text selects everything. */
export function labelSelector(text: string): LabelPredicate | undefined {
  const requirements = parse(text)
  if (requirements.length === 0) return undefined
  return (labels = {}) => requirements.every((requirement) => matches(requirement, labels))
}

/** The predicate of a LabelSelector object (`matchLabels`, `matchExpressions`). */
export function matchesLabels(
  wanted: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>> = {},
): boolean {
  for (const key in wanted) if (labels[key] !== wanted[key]) return false
  return true
}

function matches({key, operator, values}: Requirement, labels: Readonly<Record<string, string>>): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  switch (operator) {
    case 'in':
      return value !== undefined && values.has(value)
    case 'notin':
      return value === undefined || !values.has(value)
    case 'exists':
      return value !== undefined
    case '!':
      return value === undefined
    default:
      return compares(operator, value, [...values][0])
  }
}

function compares(operator: '>' | '<', value: string | undefined, bound: string | undefined): boolean {
  if (value === undefined || bound === undefined || !/^[+-]?\d+$/.test(value)) return false
  return operator === '>' ? Number(value) > Number(bound) : Number(value) < Number(bound)
}

type Token = {readonly kind: 'word' | 'op' | 'end'; readonly text: string}

function tokens(text: string): Token[] {
  const found: Token[] = []
  for (const match of text.matchAll(/\s+|(==|!=|[=!,()<>])|([^\s=!,()<>]+)/g)) {
    if (match[1] !== undefined) found.push({kind: 'op', text: match[1]})
    else if (match[2] !== undefined) found.push({kind: 'word', text: match[2]})
  }
  found.push({kind: 'end', text: ''})
  return found
}

const bad = (why: string) => badRequest(`unable to parse requirement: ${why}`)
const unexpected = (token: Token | undefined, expected: string) =>
  bad(`found '${token?.text ?? ''}', expected: ${expected}`)

function parse(text: string): Requirement[] {
  const input = tokens(text)
  const requirements: Requirement[] = []
  let at = 0
  const peek = (): Token => input[at] ?? {kind: 'end', text: ''}
  const next = (): Token => input[at++] ?? {kind: 'end', text: ''}
  if (peek().kind === 'end') return requirements
  for (;;) {
    requirements.push(requirement(peek, next))
    const separator = next()
    if (separator.kind === 'end') return requirements
    if (separator.text !== ',') throw unexpected(separator, "',' or 'end of string'")
    if (peek().kind !== 'word' && peek().text !== '!') throw unexpected(peek(), "identifier after ','")
  }
}

function requirement(peek: () => Token, next: () => Token): Requirement {
  const negated = peek().text === '!' && peek().kind === 'op'
  if (negated) next()
  const key = next()
  if (key.kind !== 'word') throw unexpected(key, "'!', identifier, or 'end of string'")
  checkKey(key.text)
  const none: ReadonlySet<string> = new Set()
  if (negated) return {key: key.text, operator: '!', values: none}
  if (peek().kind === 'end' || peek().text === ',') return {key: key.text, operator: 'exists', values: none}
  const operator = next().text
  if (operator === 'in' || operator === 'notin') return {key: key.text, operator, values: valueSet(peek, next)}
  if (operator === '=' || operator === '==' || operator === '!=') {
    const value = oneValue(peek, next)
    return {key: key.text, operator: operator === '!=' ? 'notin' : 'in', values: new Set([value])}
  }
  if (operator !== '>' && operator !== '<')
    throw unexpected({kind: 'word', text: operator}, 'in, notin, =, ==, !=, gt, lt')
  const bound = oneValue(peek, next)
  if (!/^[+-]?\d+$/.test(bound))
    throw badRequest(
      `values[0][${key.text}]: Invalid value: ${JSON.stringify(bound)}: for 'Gt', 'Lt' operators, the value must be an integer`,
    )
  return {key: key.text, operator, values: new Set([bound])}
}

function oneValue(peek: () => Token, next: () => Token): string {
  if (peek().kind === 'end' || peek().text === ',') return ''
  const value = next()
  if (value.kind !== 'word') throw unexpected(value, 'identifier')
  return checkValue(value.text)
}

function valueSet(peek: () => Token, next: () => Token): ReadonlySet<string> {
  const open = next()
  if (open.text !== '(') throw unexpected(open, "'('")
  const values = new Set<string>()
  let expectValue = true
  for (;;) {
    const token = next()
    if (token.kind === 'word' && expectValue) {
      values.add(checkValue(token.text))
      expectValue = false
    } else if (token.text === ',' && token.kind === 'op') {
      if (expectValue) values.add('')
      expectValue = true
      if (peek().text === ')') values.add('')
    } else if (token.text === ')' && token.kind === 'op') {
      if (values.size === 0) values.add('')
      return values
    } else throw unexpected(token, expectValue ? "',', ')' or identifier" : "',' or ')'")
  }
}

function checkKey(key: string): void {
  if (!isQualifiedName(key))
    throw bad(
      `key: Invalid value: ${JSON.stringify(key)}: name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
    )
}

function checkValue(value: string): string {
  if (!isLabelValue(value))
    throw bad(
      `values: Invalid value: ${JSON.stringify(value)}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
    )
  return value
}
