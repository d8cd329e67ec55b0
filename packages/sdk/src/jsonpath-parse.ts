import {OmeError} from './errors.ts'

export interface Bound {
  readonly value: number
  readonly known: boolean
  /** The end of `[n]`, which is n + 1. */
  readonly derived?: boolean
}

/** One step of a template. The names follow `k8s.io/client-go/util/jsonpath`, whose dialect this is. */
export type Step =
  | {readonly type: 'text'; readonly text: string}
  | {readonly type: 'number'; readonly value: number}
  | {readonly type: 'bool'; readonly value: boolean}
  | {readonly type: 'identifier'; readonly name: string}
  | {readonly type: 'field'; readonly name: string}
  | {readonly type: 'wildcard'}
  | {readonly type: 'recursive'}
  | {readonly type: 'array'; readonly from: Bound; readonly to: Bound; readonly step: Bound}
  | {readonly type: 'union'; readonly members: readonly Steps[]}
  | {readonly type: 'filter'; readonly left: Steps; readonly operator: string; readonly right: Steps}
  | {readonly type: 'action'; readonly steps: Steps}

export type Steps = readonly Step[]

/** Reads a jsonpath template. Throws `usage` with kubectl's words for what is wrong. */
export function parseTemplate(template: string): Steps {
  const root: Step[] = []
  let at = 0
  while (at < template.length) {
    const open = template.indexOf('{', at)
    const text = template.slice(at, open === -1 ? undefined : open)
    if (text !== '') root.push({type: 'text', text})
    if (open === -1) break
    const action = new ActionReader(template, open + 1)
    root.push({type: 'action', steps: action.read()})
    at = action.at
  }
  return root
}

const fail = (message: string): OmeError => new OmeError('usage', `error parsing jsonpath: ${message}`)

class ActionReader {
  readonly input: string
  at: number
  private readonly steps: Step[] = []

  constructor(input: string, at: number) {
    this.input = input
    this.at = at
  }

  /** Reads to the closing brace and leaves `at` behind it. */
  read(): Steps {
    while (!this.input.startsWith('}', this.at)) this.step()
    this.at++
    return this.steps
  }

  private step(): void {
    const rest = this.input.slice(this.at)
    const [character] = rest
    if (character === undefined || character === '\n' || character === '\r') throw fail('unclosed action')
    if (rest.startsWith('[?(')) this.filter()
    else if (rest.startsWith('..')) this.recursive()
    else if (character === '[') this.array()
    else if (character === '"' || character === "'") this.quote(character)
    else if (/[+\-\d]/.test(character)) this.number()
    else if (/[\p{L}\p{Nd}_]/u.test(character)) this.identifier()
    else this.mark(character)
  }

  private mark(character: string): void {
    this.at += character.length
    if (character === '.') this.field()
    else if (!' @$'.includes(character)) {
      throw fail(`unrecognized character in action: ${codePoint(character)} '${character}'`)
    }
  }

  private recursive(): void {
    if (this.steps.at(-1)?.type === 'recursive') throw fail('invalid multiple recursive descent')
    this.at += 2
    this.steps.push({type: 'recursive'})
    if (/^[\p{L}\p{Nd}_]/u.test(this.input.slice(this.at))) this.field()
  }

  private field(): void {
    const name = this.take(/(?:\\[\s\S]|[^\\\s.,[\]$@{}])*/y)
    this.steps.push(name === '*' ? {type: 'wildcard'} : {type: 'field', name: name.replaceAll('\\', '')})
  }

  private identifier(): void {
    const name = this.take(/[^\s.,[\]$@{}]*/y)
    if (name === 'true' || name === 'false') this.steps.push({type: 'bool', value: name === 'true'})
    else this.steps.push({type: 'identifier', name})
  }

  private number(): void {
    const text = this.take(/[+-]?[.\d]*/y)
    const value = Number(text)
    if (text === '' || Number.isNaN(value)) throw fail(`cannot parse number ${text}`)
    this.steps.push({type: 'number', value})
  }

  private quote(end: string): void {
    const start = this.at
    do {
      this.at++
      if (this.at >= this.input.length || this.input[this.at] === '\n') throw fail('unterminated quoted string')
    } while (this.input[this.at] !== end || this.input[this.at - 1] === '\\')
    this.at++
    this.steps.push({type: 'text', text: unquote(this.input.slice(start + 1, this.at - 1))})
  }

  private array(): void {
    const end = this.input.slice(this.at).search(/[\]\n]/)
    if (end === -1 || this.input[this.at + end] === '\n') throw fail('unterminated array')
    const inside = this.input.slice(this.at + 1, this.at + end)
    this.at += end + 1
    const parts = inside.split(',')
    if (parts.length > 1) {
      this.steps.push({type: 'union', members: parts.map((part) => parseAction(`[${part.trim()}]`))})
      return
    }
    const key = /^'([^']*)'$/.exec(inside)
    if (key) this.steps.push(...parseAction(`.${key[1]}`))
    else this.steps.push(slice(inside === '*' ? ':' : inside))
  }

  private filter(): void {
    this.at += 3
    const start = this.at
    let quote: string | undefined
    let closed = false
    for (; ; this.at++) {
      const character = this.input[this.at]
      if (character === undefined || character === '\n') throw fail('unterminated filter')
      if (character === '"' || character === "'") {
        if (quote === undefined) quote = character
        else if (character === quote && this.input[this.at - 1] !== '\\') closed = true
      }
      if (character === ')' && (quote !== undefined) === closed) break
    }
    const text = this.input.slice(start, this.at)
    if (this.input[this.at + 1] !== ']') throw fail('unclosed array expect ]')
    this.at += 2
    const compared = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(text)
    const [, left = text, operator = 'exists', right] = compared ?? []
    this.steps.push({type: 'filter', left: parseAction(left), operator, right: right ? parseAction(right) : []})
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const text = pattern.exec(this.input)?.[0] ?? ''
    this.at += text.length
    return text
  }
}

const parseAction = (text: string): Steps => new ActionReader(`${text}}`, 0).read()

function slice(text: string): Step {
  const match = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text)
  if (!match) throw fail(`invalid array index ${text}`)
  const [, first = '', second, third] = match
  const from = bound(first)
  const to = second === undefined ? {value: from.value + 1, known: true, derived: true} : bound(second.slice(1))
  return {type: 'array', from, to, step: bound(third?.slice(1) ?? '')}
}

function bound(text: string): Bound {
  if (text === '') return {value: 0, known: false}
  const value = Number(text)
  if (!Number.isInteger(value)) throw fail(`array index ${text} is not a number`)
  return {value, known: true}
}

const escapes: Readonly<Record<string, string>> = {n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', f: '\f', v: '\v'}

function unquote(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g, (_, unicode, hex, character) =>
    character === undefined
      ? String.fromCharCode(Number.parseInt(unicode ?? hex, 16))
      : (escapes[character] ?? character),
  )
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
