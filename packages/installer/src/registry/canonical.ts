export type Json = null | boolean | number | string | readonly Json[] | {readonly [key: string]: Json}

const maxDepth = 64

/**
 * The one text of a JSON value: keys sorted by UTF-16 unit, no white space, whole numbers only, NFC, no character
 * below U+0020. Throws for a value that has no such text.
 */
export function canonicalText(value: unknown): string {
  return write(value, '$', 0)
}

/**
 * Reads a file that must be its own canonical form, so that one value has exactly one sequence of bytes: doubled keys,
 * other spellings of a number, escapes and white space are refused.
 */
export function parseCanonical(bytes: Uint8Array): Json {
  const text = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes)
  const value: unknown = JSON.parse(text)
  if (!isCanonical(text, value) && write(value, '$', 0) !== text) throw new Error('not in canonical form')
  return value as Json
}

/**
 * Most files are ASCII, and what the engine writes of what it read is then the canonical form if keys are in order and
 * numbers are safe. That is ten times as fast as writing it here; a no means that the long way decides.
 */
function isCanonical(text: string, value: unknown): boolean {
  return isPrintableAscii(text) && inOrder(value, 0) && JSON.stringify(value) === text
}

/** Escaped quotes and strokes aside, nothing is escaped. */
const isPrintableAscii = (text: string): boolean => !/[^\u0020-\u007e]|\\[^"\\]/.test(text)

function inOrder(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value)
  if (typeof value !== 'object' || value === null) return true
  if (depth >= maxDepth) return false
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item !== 'string' && !inOrder(item, depth + 1)) return false
    return true
  }
  let before = ''
  for (const key in value) {
    if (key < before) return false
    before = key
    const item: unknown = Reflect.get(value, key)
    if (typeof item !== 'string' && !inOrder(item, depth + 1)) return false
  }
  return true
}

function write(value: unknown, path: string, depth: number): string {
  if (depth > maxDepth) throw new Error(`${path} is nested deeper than ${maxDepth}`)
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return writeNumber(value, path)
  if (typeof value === 'string') return writeText(value, path)
  if (Array.isArray(value)) return `[${value.map((item, at) => write(item, `${path}[${at}]`, depth + 1)).join(',')}]`
  if (typeof value === 'object') return writeObject(value, path, depth)
  throw new Error(`${path} is ${typeof value}, which JSON has no word for`)
}

function writeObject(value: object, path: string, depth: number): string {
  const fields = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, item]) => `${writeText(key, path)}:${write(item, `${path}.${key}`, depth + 1)}`).join(',')}}`
}

function writeNumber(value: number, path: string): string {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value)
  throw new Error(`${path} is not a safe whole number`)
}

function writeText(value: string, path: string): string {
  if (!value.isWellFormed()) throw new Error(`${path} holds half a character`)
  if (value.normalize('NFC') !== value) throw new Error(`${path} is not in Unicode form NFC`)
  if (hasControl(value)) throw new Error(`${path} holds a control character`)
  return JSON.stringify(value)
}

const hasControl = (text: string): boolean => /[\u0000-\u001f]/.test(text)
