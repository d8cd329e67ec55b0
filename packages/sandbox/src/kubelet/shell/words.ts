import {type Part, type Script, SyntaxProblem, type Word} from './syntax.ts'

/** A place in a text. */
export interface Cursor {
  readonly text: string
  at: number
}

/** Reads a script up to a closing word or character; given by the parser, since words hold scripts and scripts words. */
export type ReadScript = (cursor: Cursor, close: string) => Script

const ends = new Set([' ', '\t', '\n', ';', '&', '|', '<', '>', '(', ')', ''])
const nameStart = /[A-Za-z_]/
const nameRest = /[A-Za-z0-9_]/
const special = '?$!#@*-0123456789'

/** The character at a cursor, so many further; empty at the end. */
export const peek = (cursor: Cursor, further = 0): string => cursor.text[cursor.at + further] ?? ''

/** Reads one word; undefined where none begins. */
export function readWord(cursor: Cursor, script: ReadScript): Word | undefined {
  const parts: Part[] = []
  const start = cursor.at
  while (!ends.has(peek(cursor))) parts.push(...readPart(cursor, script))
  return cursor.at === start ? undefined : parts
}

function readPart(cursor: Cursor, script: ReadScript): Part[] {
  const character = peek(cursor)
  if (character === "'") return [{kind: 'text', text: readUntil(cursor, "'"), isQuoted: true}]
  if (character === '"') {
    cursor.at++
    const inside = readQuoted(cursor, script, '"')
    return inside.length > 0 ? inside : [{kind: 'text', text: '', isQuoted: true}]
  }
  if (character === '\\') {
    cursor.at += 2
    const escaped = cursor.text[cursor.at - 1] ?? '\\'
    return escaped === '\n' ? [] : [{kind: 'text', text: escaped, isQuoted: true}]
  }
  if (character === '$' || character === '`') return [readDollar(cursor, script, false)]
  let text = ''
  while (!ends.has(peek(cursor)) && !'\'"\\$`'.includes(peek(cursor))) text += cursor.text[cursor.at++]
  return [{kind: 'text', text, isQuoted: false}]
}

/** The inside of double quotes or of a here-document, up to `close`; the end of the text when that is empty. */
export function readQuoted(cursor: Cursor, script: ReadScript, close: string): Part[] {
  const parts: Part[] = []
  let text = ''
  const flush = (): void => {
    if (text !== '') parts.push({kind: 'text', text, isQuoted: true})
    text = ''
  }
  for (;;) {
    const character = peek(cursor)
    if (character === '') {
      if (close !== '') throw new SyntaxProblem('unterminated quoted string', true)
      break
    }
    if (character === close) {
      cursor.at++
      break
    }
    if (character === '\\' && peek(cursor, 1) !== '' && '$`"\\\n'.includes(peek(cursor, 1))) {
      text += peek(cursor, 1) === '\n' ? '' : peek(cursor, 1)
      cursor.at += 2
    } else if (character === '$' || character === '`') {
      flush()
      parts.push(readDollar(cursor, script, true))
    } else {
      text += character
      cursor.at++
    }
  }
  flush()
  return parts
}

function readUntil(cursor: Cursor, close: string): string {
  const end = cursor.text.indexOf(close, cursor.at + 1)
  if (end < 0) throw new SyntaxProblem('unterminated quoted string', true)
  const text = cursor.text.slice(cursor.at + 1, end)
  cursor.at = end + 1
  return text
}

function readDollar(cursor: Cursor, script: ReadScript, isQuoted: boolean): Part {
  if (peek(cursor) === '`') {
    const inner: Cursor = {text: readUntil(cursor, '`').replaceAll('\\`', '`'), at: 0}
    return {kind: 'command', script: script(inner, ''), isQuoted}
  }
  cursor.at++
  if (peek(cursor) === '(' && peek(cursor, 1) === '(') return readArithmetic(cursor, script, isQuoted)
  if (peek(cursor) === '(') {
    cursor.at++
    return {kind: 'command', script: script(cursor, ')'), isQuoted}
  }
  if (peek(cursor) === '{') return readBraces(cursor, script, isQuoted)
  const variable = (name: string): Part => ({kind: 'variable', name, operator: '', word: [], isQuoted})
  if (peek(cursor) !== '' && special.includes(peek(cursor))) return variable(cursor.text[cursor.at++] ?? '')
  if (!nameStart.test(peek(cursor))) return {kind: 'text', text: '$', isQuoted}
  return variable(readName(cursor))
}

/** The letters, digits and underscores at a cursor. */
export function readName(cursor: Cursor): string {
  const start = cursor.at
  while (nameRest.test(peek(cursor))) cursor.at++
  return cursor.text.slice(start, cursor.at)
}

function readArithmetic(cursor: Cursor, script: ReadScript, isQuoted: boolean): Part {
  let depth = 0
  const start = cursor.at + 2
  for (cursor.at = start; ; cursor.at++) {
    const character = peek(cursor)
    if (character === '') throw new SyntaxProblem('missing "))"', true)
    if (character === '(') depth++
    if (character === ')' && depth-- === 0) break
  }
  const text = cursor.text.slice(start, cursor.at)
  if (peek(cursor, 1) !== ')') throw new SyntaxProblem('missing "))"')
  cursor.at += 2
  return {kind: 'arithmetic', text: readQuoted({text, at: 0}, script, ''), isQuoted}
}

function readBraces(cursor: Cursor, script: ReadScript, isQuoted: boolean): Part {
  cursor.at++
  if (peek(cursor) === '#' && peek(cursor, 1) !== '}') {
    cursor.at++
    const name = readParameter(cursor)
    expect(cursor, '}')
    return {kind: 'variable', name, operator: '#length', word: [], isQuoted}
  }
  const name = readParameter(cursor)
  const operator = /^(:?[-=+?]|##?|%%?|\/\/?)/.exec(cursor.text.slice(cursor.at, cursor.at + 2))?.[0] ?? ''
  cursor.at += operator.length
  const word = operator === '' ? [] : readBraceWord(cursor, script, isQuoted)
  expect(cursor, '}')
  return {kind: 'variable', name, operator, word, isQuoted}
}

function readParameter(cursor: Cursor): string {
  const name = readName(cursor)
  if (name !== '') return name
  if (peek(cursor) !== '' && special.includes(peek(cursor))) return cursor.text[cursor.at++] ?? ''
  throw new SyntaxProblem('bad substitution')
}

function readBraceWord(cursor: Cursor, script: ReadScript, isQuoted: boolean): Word {
  const parts: Part[] = []
  let text = ''
  const flush = (): void => {
    if (text !== '') parts.push({kind: 'text', text, isQuoted})
    text = ''
  }
  while (peek(cursor) !== '}') {
    const character = peek(cursor)
    if (character === '') throw new SyntaxProblem('missing "}"', true)
    if ('\'"\\$`'.includes(character)) {
      flush()
      parts.push(...readPart(cursor, script))
    } else {
      text += character
      cursor.at++
    }
  }
  flush()
  return parts
}

function expect(cursor: Cursor, character: string): void {
  if (peek(cursor) !== character)
    throw new SyntaxProblem(peek(cursor) === '' ? `missing "${character}"` : 'bad substitution', peek(cursor) === '')
  cursor.at++
}
