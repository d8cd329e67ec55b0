import type {ContainerFiles} from '../files/container-files.ts'
import {isPattern, withoutPattern} from '../files/name-pattern.ts'
import {arithmetic} from './arithmetic.ts'
import {ProgramError} from './program.ts'
import type {Part, Script, Word} from './syntax.ts'

/** What the words of a script stand for at a moment. */
export interface Scope {
  readonly files: ContainerFiles
  readonly cwd: string
  /** Undefined: not set. */
  get(name: string): string | undefined
  set(name: string, value: string): void
  readonly positional: readonly string[]
  /** Output of a command substitution. */
  capture(script: Script): Promise<string>
}

/** A stretch of an expanded word; quoted ones are neither split nor patterns. */
interface Piece {
  readonly text: string
  readonly isQuoted: boolean
  /** An end of a word, whatever it holds: between the elements of `"$@"`. */
  readonly isBreak?: boolean
}

/** The arguments that words stand for: variables, substitutions, splitting, file names. */
export async function expandWords(words: readonly Word[], scope: Scope): Promise<string[]> {
  const found: string[] = []
  for (const word of words) found.push(...fields(await pieces(word, scope), scope))
  return found
}

/** What a word stands for where it cannot become several. */
export async function expandText(word: Word, scope: Scope): Promise<string> {
  return bounded((await pieces(word, scope)).map((piece) => (piece.isBreak ? ' ' : piece.text))).join('')
}

const longestWord = 8 * 1024 * 1024

/** The texts that make a word, when it does not grow beyond what a shell may hold. */
function bounded(texts: readonly string[]): readonly string[] {
  if (texts.reduce((sum, text) => sum + text.length, 0) > longestWord) throw new ProgramError('out of memory', 2)
  return texts
}

/** A pattern: quoted parts stand for themselves. */
export async function expandPattern(word: Word, scope: Scope): Promise<string> {
  return (await pieces(word, scope))
    .map(({text, isQuoted}) => (isQuoted ? text.replace(/[*?[]/g, '[$&]') : text))
    .join('')
}

async function pieces(word: Word, scope: Scope): Promise<Piece[]> {
  const found: Piece[] = []
  for (const [i, part] of word.entries()) {
    if (i === 0 && part.kind === 'text' && !part.isQuoted && /^~(\/|$)/.test(part.text)) {
      found.push({text: scope.get('HOME') ?? '/root', isQuoted: true}, {text: part.text.slice(1), isQuoted: false})
    } else found.push(...(await partPieces(part, scope)))
  }
  return found
}

async function partPieces(part: Part, scope: Scope): Promise<Piece[]> {
  const {isQuoted} = part
  switch (part.kind) {
    case 'text':
      return [{text: part.text, isQuoted}]
    case 'command':
      return [{text: (await scope.capture(part.script)).replace(/\n+$/, ''), isQuoted}]
    case 'arithmetic':
      return [{text: String(evaluate(await expandText(part.text, scope), scope)), isQuoted}]
    default:
  }
  if (part.name === '@' || part.name === '*') {
    if (!isQuoted || part.name === '*') return [{text: scope.positional.join(' '), isQuoted}]
    return scope.positional.flatMap((text, i) => [
      ...(i > 0 ? [{text: '', isQuoted, isBreak: true}] : []),
      {text, isQuoted},
    ])
  }
  if (part.operator === '') return [{text: scope.get(part.name) ?? '', isQuoted}]
  return operated(part, scope)
}

function evaluate(text: string, scope: Scope): number {
  try {
    return arithmetic(text, (name) => scope.get(name) ?? '', scope.set)
  } catch (error) {
    if (error instanceof RangeError) throw new ProgramError(error.message, 2)
    throw error
  }
}

async function operated(part: Extract<Part, {kind: 'variable'}>, scope: Scope): Promise<Piece[]> {
  const {name, operator, word, isQuoted} = part
  const value = scope.get(name)
  if (operator === '#length') return [{text: String((value ?? '').length), isQuoted}]
  const isUnset = value === undefined || (operator.startsWith(':') && value === '')
  switch (operator.replace(':', '')) {
    case '-':
      return isUnset ? pieces(word, scope) : [{text: value, isQuoted}]
    case '+':
      return isUnset ? [] : pieces(word, scope)
    case '=': {
      if (!isUnset) return [{text: value, isQuoted}]
      const text = await expandText(word, scope)
      scope.set(name, text)
      return [{text, isQuoted}]
    }
    case '?':
      if (isUnset) throw new ProgramError(`${name}: ${(await expandText(word, scope)) || 'parameter not set'}`, 2)
      return [{text: value, isQuoted}]
    default:
  }
  return [{text: trimmed(value ?? '', operator, await expandPattern(word, scope)), isQuoted}]
}

function trimmed(value: string, operator: string, pattern: string): string {
  if (operator.startsWith('/')) {
    const [from = '', to = ''] = pattern.split('/')
    if (from === '') return value
    return operator === '//' ? value.replaceAll(from, () => to) : value.replace(from, () => to)
  }
  return withoutPattern(value, pattern, operator.startsWith('#') ? 'start' : 'end', operator.length > 1)
}

/** Splits the unquoted stretches at blanks and looks patterns up among the file names. */
function fields(found: readonly Piece[], scope: Scope): string[] {
  const result: string[] = []
  let current: Piece[] | undefined
  const finish = (): void => {
    if (current) result.push(...named(current, scope))
    current = undefined
  }
  for (const piece of found) {
    if (piece.isBreak) {
      finish()
      current = []
    } else if (piece.isQuoted) current = [...(current ?? []), piece]
    else {
      const parts = piece.text.split(/[ \t\n]+/)
      for (const [i, text] of parts.entries()) {
        if (i > 0) finish()
        if (text !== '') current = [...(current ?? []), {text, isQuoted: false}]
      }
    }
  }
  finish()
  return result
}

function named(word: readonly Piece[], scope: Scope): string[] {
  const plain = bounded(word.map((piece) => piece.text)).join('')
  if (!word.some((piece) => !piece.isQuoted && isPattern(piece.text))) return [plain]
  const pattern = word.map(({text, isQuoted}) => (isQuoted ? text.replace(/[*?[]/g, '[$&]') : text)).join('')
  const found = scope.files.glob(scope.cwd, pattern)
  return found.length > 0 ? found : [plain]
}
