import type {CompletionSource} from '@ome/sdk/need'
import {offeredWords} from '../offers/offered-words.ts'
import {aliasesOf} from '../routes/expand-alias.ts'
import {leadingWords} from '../routes/find-route.ts'
import type {FlagRow, ManifestCommand} from '../routes/plugin-manifest.ts'
import type {RouteIndex} from '../routes/route-index.ts'
import type {Candidate, Expected} from './expected.ts'
import {objectWord} from './object-words.ts'

export interface Line {
  /** Complete words before the one under the cursor. */
  readonly before: readonly string[]
  /** The word under the cursor, perhaps empty. */
  readonly partial: string
}

/** Reads the manifest row of a command id. */
export type FindCommand = (id: string) => ManifestCommand | undefined

/** What fits at the cursor: a flag's value, a flag, the next word of a command, or an argument. */
export function expectedAt({before, partial}: Line, index: RouteIndex, find: FindCommand): Expected {
  const place = locate(index, before)
  const command = place.id === undefined ? undefined : find(place.id)
  const afterDashes = before.includes('--')
  const previous = before.at(-1)
  const open = previous !== undefined && !afterDashes ? valueFlag(command, index, previous) : undefined
  if (open) return flagValue(open, command)
  if (partial.startsWith('-') && !afterDashes) {
    const [typed = '', value] = splitFlag(partial)
    const flag = value === undefined ? undefined : valueFlag(command, index, typed)
    return flag ? {...flagValue(flag, command), prefix: `${typed}=`} : {candidates: flagNames(command, before)}
  }
  const words = afterDashes ? [] : nextWords(index, place)
  const expected = argument(command, place.typed, partial)
  return {...expected, candidates: [...words, ...expected.candidates]}
}

interface Place {
  /** Command that the words before the cursor lead to. */
  readonly id?: string
  readonly operands: readonly string[]
  /** Operands behind the command's own words. */
  readonly typed: readonly string[]
}

function locate(index: RouteIndex, before: readonly string[]): Place {
  const {operands: leading} = leadingWords(before, new Set(index.valueFlags))
  const all = operandsOf(index, before)
  for (let count = leading.length; count > 0; count--) {
    const typed = leading.slice(0, count).join(':')
    const id = index.aliases[typed] ?? typed
    if (Object.hasOwn(index.commands, id)) return {id, operands: leading, typed: all.slice(count)}
  }
  return {operands: leading, typed: []}
}

function operandsOf(index: RouteIndex, words: readonly string[]): string[] {
  const values = new Set(index.valueFlags)
  const found: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === '--') return [...found, ...words.slice(at + 1)]
    if (!word.startsWith('-') || word === '-') found.push(word)
    else if (values.has(word)) at++
  }
  return found
}

/** Words that come next in the id of some command: all operands typed so far must lead there. */
function nextWords(index: RouteIndex, {operands}: Place): Candidate[] {
  const prefix = operands.map((word) => `${word}:`).join('')
  const found = new Map<string, string>()
  for (const [id, [plugin, summary, , hidden]] of Object.entries(index.commands)) {
    if (hidden || index.plugins[plugin]?.blocked || !id.startsWith(prefix)) continue
    const [word = '', ...rest] = id.slice(prefix.length).split(':')
    const topic = index.topics.find(({name}) => name === `${prefix}${word}`)?.summary
    if (rest.length === 0) found.set(word, summary)
    else if (!found.has(word)) found.set(word, topic ?? '')
  }
  if (prefix === '')
    for (const [name, text] of Object.entries(aliasesOf(index))) if (!found.has(name)) found.set(name, `= ${text}`)
  for (const {word, text} of offeredWords(index.offers, prefix)) if (!found.has(word)) found.set(word, text)
  return [...found].map(([value, text]): Candidate => ({value, text})).sort(byValue)
}

const byValue = (a: Candidate, b: Candidate): number => (a.value < b.value ? -1 : 1)

function argument(command: ManifestCommand | undefined, typed: readonly string[], partial: string): Expected {
  if (!command) return {candidates: []}
  const args = Object.values(command.args).filter(({hidden}) => !hidden)
  const declared = command.completions?.args ?? {}
  for (const [at, {name, multiple}] of args.entries()) {
    const source = declared[name]
    if (source && 'object' in source && at <= typed.length)
      return objectWord(source.object, typed.slice(at), partial, multiple === true)
  }
  const arg = args[typed.length] ?? (args.at(-1)?.multiple ? args.at(-1) : undefined)
  if (!arg) return {candidates: []}
  if (arg.options) return {candidates: arg.options.map((value) => ({value}))}
  return sourced(declared[arg.name])
}

function flagValue(flag: FlagRow, command: ManifestCommand | undefined): Expected {
  const declared = command?.completions?.flags?.[flag.name]
  if (declared) return sourced(declared)
  if (flag.options) return {candidates: flag.options.map((value) => ({value}))}
  return sourced(commonSources[flag.name])
}

/** Flags that mean the same in every command. */
const commonSources: Readonly<Record<string, CompletionSource>> = {
  namespace: {from: 'namespaces'},
  context: {from: 'contexts'},
  kubeconfig: {files: []},
  'certificate-authority': {files: []},
  file: {files: ['yaml', 'yml', 'json']},
  filename: {files: ['yaml', 'yml', 'json']},
  output: {values: ['json', 'yaml', 'name', 'wide', 'jsonpath=', 'custom-columns=']},
}

const sourced = (source: CompletionSource | undefined): Expected => {
  if (source === undefined) return {candidates: []}
  if ('object' in source) return objectWord(source.object, [], '', false)
  return 'values' in source ? {candidates: source.values.map((value) => ({value}))} : {candidates: [], source}
}

const splitFlag = (word: string): [string, string?] => {
  const at = word.indexOf('=')
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)]
}

/** The flag that waits for a value when this is the last complete word. */
function valueFlag(command: ManifestCommand | undefined, index: RouteIndex, typed: string): FlagRow | undefined {
  if (!typed.startsWith('-')) return undefined
  if (command)
    return Object.values(command.flags).find((flag) => flag.type === 'option' && formsOf(flag).includes(typed))
  return index.valueFlags.includes(typed)
    ? {name: typed === '-n' ? 'namespace' : typed.replace(/^-+/, ''), type: 'option'}
    : undefined
}

const formsOf = ({name, char, aliases = [], charAliases = []}: FlagRow): string[] => [
  ...[name, ...aliases].map((long) => `--${long}`),
  ...[char, ...charAliases].flatMap((short) => (short ? [`-${short}`] : [])),
]

/** Flags of the command that were not given yet, or may be repeated. */
function flagNames(command: ManifestCommand | undefined, before: readonly string[]): Candidate[] {
  const given = new Set(before.map((word) => splitFlag(word)[0]))
  const flags = Object.values(command?.flags ?? {}).filter(
    (flag) => !flag.hidden && (flag.multiple || !formsOf(flag).some((form) => given.has(form))),
  )
  const own = flags.map((flag): Candidate => ({value: `--${flag.name}`, text: flag.summary ?? flag.description ?? ''}))
  return [...own, {value: '--help', text: 'show help'}].sort(byValue)
}
