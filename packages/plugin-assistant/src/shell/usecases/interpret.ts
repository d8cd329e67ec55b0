import {OmeError} from '@ome/sdk/errors'
import {meantBy} from '../../assist/usecases/ask-rules.ts'
import {wordsOf} from '../../calls/domain/command-line.ts'
import type {Call} from '../../calls/domain/definition.ts'
import {parseLine} from '../domain/line.ts'
import type {Commands, FoundCommand, Names, Start, Tail} from '../domain/ports.ts'
import {shellWords} from '../domain/shell-words.ts'

/** What a line asks for. */
export type Intent =
  | {readonly kind: 'nothing'}
  | {readonly kind: 'leave'}
  | {readonly kind: 'clear'}
  /** The last lines that were typed; all where no number is named. */
  | {readonly kind: 'history'; readonly last?: number; readonly tail?: Tail}
  | {
      readonly kind: 'run'
      readonly starts: readonly Start[]
      /** What was chosen for the person, and why. */
      readonly notes?: readonly string[]
    }

export interface Surroundings {
  readonly commands: Commands
  readonly names: Names
  readonly now: () => Date
  /** What `~/` stands for. */
  readonly home: string
}

/** Words that a command does not take and a sentence cannot do without. */
const glue = new Set('to for of in on from with by the my all is as and'.split(' '))

/**
 * A line is a command where its first words are one and the rest may be its operands, else a phrase. Throws `usage` for
 * what is neither.
 */
export async function interpret(text: string, {commands, names, home, now}: Surroundings): Promise<Intent> {
  const line = parseLine(text, home)
  const words = line.words[0] === 'ome' ? line.words.slice(1) : line.words
  if (line.words.length === 0) {
    if (line.tail)
      throw new OmeError('usage', 'there is no command whose output could go there', ['get services | less'])
    return {kind: 'nothing'}
  }
  const tail = line.tail === undefined ? {} : {tail: line.tail}
  const own = ownWord(words)
  if (own) return own.kind === 'history' ? {...own, ...tail} : own
  refuseForeign(words, line.foreign)
  if (line.isOpen) throw new OmeError('usage', 'a quote is not closed', ['close it with the mark it was opened with'])
  const asTyped: Intent = {kind: 'run', starts: [{words, isPhrase: false, ...tail}]}
  const found = await commands.find(words)
  const isLine = found !== undefined && isCommandLine(found) && !(await isNameAlone(found, commands))
  if (words.length === 0 || isLine || words[0]?.startsWith('-')) return asTyped
  const meant = await phrase(words, {commands, names, now})
  if (meant === 'leave') return {kind: 'leave'}
  if (meant === undefined) return asTyped
  const starts = meant.lines.map((each, at): Start => ({words: each, isPhrase: true, ...placed(line.tail, at)}))
  return {kind: 'run', starts, notes: meant.notes}
}

/** What is of the shell itself. */
function ownWord([word = '', count, ...rest]: readonly string[]): Exclude<Intent, {readonly kind: 'run'}> | undefined {
  const kind = shellWords[word]
  if (kind === undefined || rest.length > 0) return undefined
  if (count === undefined) return {kind}
  return kind === 'history' && /^\d+$/.test(count) ? {kind, last: Number(count)} : undefined
}

/** Of several commands the first makes a file, the others go on with it. */
const placed = (tail: Tail | undefined, at: number): {readonly tail?: Tail} =>
  tail === undefined ? {} : {tail: at === 0 ? tail : {...tail, text: tail.text.replace(/^>(?!>)/, '>>')}}

function refuseForeign(words: readonly string[], foreign: string | undefined): void {
  if (words[0] === 'kubectl' || words[0] === 'helm')
    throw new OmeError('usage', `${words[0]} is a program of its own: only commands of ome run here`, [
      'see what there is: help',
      'Ctrl-Z goes back to your shell, and fg comes here again',
    ])
  if (words[0] === 'interactive') throw new OmeError('usage', 'this is it already', ['leave it: exit'])
  if (foreign !== undefined)
    throw new OmeError(
      'usage',
      `"${foreign}" means something to a shell, and nothing here: one command stands on a line`,
      [
        'behind | and > stands what your shell understands: get services | grep prod | wc -l',
        `put it in quotes if it belongs to the command: '${foreign}'`,
      ],
    )
}

function isCommandLine({argv, mostOperands}: FoundCommand): boolean {
  if (argv.some((word) => word.startsWith('-'))) return true
  return argv.length <= mostOperands && !argv.some((word) => glue.has(word.toLowerCase()))
}

/** `delete x`: a name where a command takes kinds of objects; of what kind it is, phrases find out. */
async function isNameAlone({words, argv}: FoundCommand, commands: Commands): Promise<boolean> {
  const [word = ''] = argv
  if (argv.length !== 1 || /^-|[/.]/.test(word)) return false
  const definition = await commands.definition(words)
  const [first] = definition?.operands ?? []
  return definition?.risk === 'destructive' && first?.anyNoun === true && first.nouns?.[word] === undefined
}

interface Meant {
  readonly lines: readonly (readonly string[])[]
  readonly notes: readonly string[]
}

/** The command lines that a sentence means; undefined where it means nothing. */
async function phrase(
  words: readonly string[],
  {commands, names, now}: Omit<Surroundings, 'home'>,
): Promise<'leave' | Meant | undefined> {
  const text = words.map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(' ')
  const contexts = await commands.contexts()
  const meant = await meantBy(text, {commands: await commands.definitions(), now: now(), contexts, readNames: names})
  if (meant.kind === 'exit') return 'leave'
  if (meant.kind === 'use') return {lines: [['cluster', 'use', meant.context]], notes: []}
  if (meant.kind === 'calls')
    return {lines: await Promise.all(meant.calls.map((call) => lineOf(call, commands))), notes: meant.notes}
  const view = await shownView(words, commands)
  if (view) return {lines: [view], notes: []}
  if (meant.kind === 'open') throw new OmeError('usage', meant.problem, meant.hints)
  // Words that lead to no command get the answer they would get anywhere: what is near.
  return undefined
}

async function lineOf(call: Call, commands: Commands): Promise<readonly string[]> {
  const definition = await commands.definition(call.command)
  if (definition) return wordsOf(definition, call)
  throw new OmeError('not-found', `"${call.command}" would do that, and is not installed`, ['see what is: plugin list'])
}

/** `show VIEW [for NAME]` for every command there is: `show cluster health`, `show events for prod-llama`. */
async function shownView(
  [verb = '', ...rest]: readonly string[],
  commands: Commands,
): Promise<readonly string[] | undefined> {
  if (verb.toLowerCase() !== 'show' || rest.length === 0) return undefined
  const words = rest.filter((word) => !glue.has(word.toLowerCase()))
  for (const line of [words, ['get', ...words]]) {
    const found = await commands.find(line)
    if (found && found.argv.length <= found.mostOperands) return line
  }
  return undefined
}
