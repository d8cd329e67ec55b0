import type {PersonalityRow} from '@ome/installer/artifact/personality'
import {isOmeError, OmeError} from '@ome/sdk/errors'

/** What a typed flag of a row becomes. `{value}` is what was typed behind it, `{--other}` what another flag was given. */
interface Replacement {
  /** `--dataset`, `-x`. */
  readonly flag: string
  readonly takesValue: boolean
  /** Only this value is meant. */
  readonly only?: string
  readonly template: string
  /** Place of the operands it gives; undefined when it becomes flags. */
  readonly operand?: number
}

/** The arguments of a canonical command: flags and operands of the row in its words, presets in front. */
export function translate(row: PersonalityRow, argv: readonly string[], valueFlags: ReadonlySet<string>): string[] {
  const replacements = replacementsOf(row)
  const operands: string[][] = []
  const rest: string[] = []
  let isTyped = false
  const end = argv.indexOf('--')
  const words = end === -1 ? argv : argv.slice(0, end)
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const [flag, joined] = splitFlag(word)
    const found = replacements.find((one) => one.flag === flag && fits(one, joined, words[at + 1]))
    if (!found) {
      rest.push(word)
      isTyped ||= !word.startsWith('-')
      if (valueFlags.has(word) && at + 1 < words.length) rest.push(words[++at] ?? '')
      continue
    }
    const value = found.takesValue ? (joined ?? words[++at]) : ''
    if (value === undefined) throw new OmeError('usage', `flag ${flag} needs a value`)
    const becomes = filled(found, value, words)
    if (found.operand === undefined) rest.push(...becomes)
    else operands[found.operand] = becomes
  }
  const tail = end === -1 ? [] : argv.slice(end)
  const given = operands.flat()
  // Operands that are typed as such stand for the first of the row, unless a flag gave that.
  const leads = !isTyped || operands.findIndex((words) => words !== undefined) < firstPlaces(row)
  const lead = leads ? [...given, ...rest] : [...rest, ...given]
  return [...presets(row, rest), ...lead, ...tail]
}

/** Flags at the beginning of `args` that give one and the same operand: `service/{value}`, `pod/{value}`. */
function firstPlaces({args}: PersonalityRow): number {
  const templates = Object.values(args)
  const plain = templates.indexOf('{value}')
  return Math.max(1, plain < 0 ? templates.length : plain)
}

/** Typed flags of a row, with the words they become: those of `args` are operands in the order of the file. */
export function replacementsOf({flags, args}: PersonalityRow): Replacement[] {
  const read = ([key, template]: [string, string], operand?: number): Replacement => {
    const [name = '', only] = splitFlag(key)
    return {
      flag: name.startsWith('-') ? name : `--${name}`,
      takesValue: only !== undefined || template.includes('{value}'),
      template,
      ...(only ? {only} : {}),
      ...(operand === undefined ? {} : {operand}),
    }
  }
  return [
    ...Object.entries(flags).map((entry) => read(entry)),
    ...Object.entries(args).map((entry, at) => read(entry, at)),
  ]
}

/** Canonical flags that stand on the line for typed ones, with the typed flag of each. */
function typedFlagsOf(row: PersonalityRow, argv: readonly string[]): ReadonlyMap<string, string> {
  const end = argv.indexOf('--')
  const words = end === -1 ? argv : argv.slice(0, end)
  const given = new Set(words.map((word) => splitFlag(word)[0]))
  const found = new Map<string, string>()
  for (const [at, word] of words.entries()) {
    const [flag, joined] = splitFlag(word)
    const meant = replacementsOf(row).find((one) => one.flag === flag && fits(one, joined, words[at + 1]))
    for (const part of meant?.template.split(' ') ?? []) {
      const [canonical] = splitFlag(part)
      if (canonical.startsWith('-') && !given.has(canonical)) found.set(canonical, flag)
    }
  }
  return found
}

/** An error about typed flags leads to the help of their command. */
export function withHelpHint<Value>(command: string, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (!isOmeError(error) || error.hints.length > 0) throw error
    throw new OmeError(error.kind, error.message, [`see ${command.replaceAll(':', ' ')} --help`], {cause: error})
  }
}

/** Puts the flags of a command in a text as they were typed on this line; undefined where that is how it has them. */
export function flagsAsTyped(row: PersonalityRow, argv: readonly string[]): ((text: string) => string) | undefined {
  const typed = typedFlagsOf(row, argv)
  if (typed.size === 0) return undefined
  return (text) => text.replaceAll(/(?<![\w-])--?[A-Za-z][\w.-]*/g, (flag) => typed.get(flag) ?? flag)
}

/** A flag without value is meant only where none is joined to it, one with a certain value only where that stands. */
const fits = ({takesValue, only}: Replacement, joined: string | undefined, next: string | undefined): boolean =>
  takesValue ? only === undefined || (joined ?? next) === only : joined === undefined

function filled({template, flag}: Replacement, value: string, words: readonly string[]): string[] {
  return template
    .split(' ')
    .filter(Boolean)
    .map((word) =>
      word.replaceAll(/\{(value|-{1,2}[A-Za-z][\w.-]*)\}/g, (_, name: string) => {
        if (name === 'value') return value
        const other = givenValue(name, words)
        if (other === undefined) throw new OmeError('usage', `flag ${flag} goes with ${name}`)
        return other
      }),
    )
}

function givenValue(flag: string, words: readonly string[]): string | undefined {
  for (const [at, word] of words.entries()) {
    const [name, joined] = splitFlag(word)
    if (name === flag) return joined ?? words[at + 1]
  }
  return undefined
}

const presets = ({preset}: PersonalityRow, typed: readonly string[]): string[] =>
  preset.filter((word) => {
    const [flag] = splitFlag(word)
    return !typed.some((other) => splitFlag(other)[0] === flag)
  })

export function splitFlag(word: string): [name: string, value?: string] {
  const at = word.indexOf('=')
  return at < 0 || (word.startsWith('-') && at < 2) ? [word] : [word.slice(0, at), word.slice(at + 1)]
}
