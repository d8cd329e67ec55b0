import {absolute} from '../files/tree.ts'
import {type Call, type Program, ProgramError} from './program.ts'

/** `test` and `[`: files, texts, numbers, `!`, `-a`, `-o` and parentheses. */
export const testProgram: Program = (call) => {
  const args = [...call.args]
  if (call.name === '[' && args.pop() !== ']') throw new ProgramError('missing ]', 2)
  if (args.length === 0) return 1
  let at = 0

  const either = (): boolean => {
    let value = both()
    while (args[at] === '-o') {
      at++
      value = both() || value
    }
    return value
  }
  const both = (): boolean => {
    let value = negated()
    while (args[at] === '-a') {
      at++
      value = negated() && value
    }
    return value
  }
  const negated = (): boolean => {
    if (args[at] !== '!' || at + 1 >= args.length) return primary()
    at++
    return !negated()
  }
  const primary = (): boolean => {
    const [first = '', operator = '', second] = args.slice(at, at + 3)
    if (second !== undefined && operator in comparisons) {
      at += 3
      return comparisons[operator]?.(first, second) ?? false
    }
    if (first === '(') {
      at++
      const value = either()
      if (args[at++] !== ')') throw new ProgramError('missing )', 2)
      return value
    }
    if (args.length - at >= 2 && first in unary) {
      at += 2
      return unary[first]?.(operator, call) ?? false
    }
    at++
    return first !== ''
  }

  const value = either()
  if (at < args.length) throw new ProgramError(`${args[at]}: unexpected operator`, 2)
  return value ? 0 : 1
}

function numbers(compare: (a: number, b: number) => boolean): (a: string, b: string) => boolean {
  return (a, b) => {
    const wrong = [a, b].find((text) => !/^\s*[-+]?\d+\s*$/.test(text))
    if (wrong !== undefined) throw new ProgramError(`${wrong}: bad number`, 2)
    return compare(Number(a), Number(b))
  }
}

const comparisons: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '-eq': numbers((a, b) => a === b),
  '-ne': numbers((a, b) => a !== b),
  '-lt': numbers((a, b) => a < b),
  '-le': numbers((a, b) => a <= b),
  '-gt': numbers((a, b) => a > b),
  '-ge': numbers((a, b) => a >= b),
}

const node = (path: string, {machine, cwd}: Call) => machine.files.find(absolute(cwd, path))

const unary: Readonly<Record<string, (text: string, call: Call) => boolean>> = {
  '-n': (text) => text !== '',
  '-z': (text) => text === '',
  '-e': (path, call) => node(path, call) !== undefined,
  '-f': (path, call) => node(path, call)?.kind === 'file',
  '-d': (path, call) => node(path, call)?.kind === 'folder',
  '-r': (path, call) => node(path, call) !== undefined,
  '-w': (path, call) => node(path, call) !== undefined,
  '-x': (path, call) => {
    const found = node(path, call)
    return found?.kind === 'folder' || (found?.kind === 'file' && (found.mode & 0o111) !== 0)
  },
  '-s': (path, call) => {
    const found = node(path, call)
    return found?.kind === 'file' && found.bytes.length > 0
  },
  '-L': (path, {machine, cwd}) => machine.files.findLink(absolute(cwd, path))?.kind === 'link',
  '-h': (path, {machine, cwd}) => machine.files.findLink(absolute(cwd, path))?.kind === 'link',
  '-t': (_text, {isTerminal}) => isTerminal,
}
