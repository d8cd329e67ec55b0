import type {Fallback, Personality, PersonalityRow} from '@ome/installer/artifact/personality'
import {OmeError} from '@ome/sdk/errors'
import type {CommandRow, RouteIndex} from '../routes/route-index.ts'
import {sayWith} from './say.ts'
import {flagsAsTyped, splitFlag, translate, withHelpHint} from './translate.ts'

/** The program under one of its other names. */
export interface Spoken {
  readonly personality: Personality
  /** Name it is called by. */
  readonly bin: string
  /** The index in the words of this name. */
  readonly view: RouteIndex
  /** The canonical command behind a command of the view. Throws where its flags name none. */
  resolve(id: string, argv: readonly string[]): Canonical
  /** The row that holds for a command of the view with these words; undefined where its flags choose none. */
  rowOf(id: string, argv: readonly string[]): PersonalityRow | undefined
  /** A text about canonical commands in the words of this name. */
  say(text: string): string
}

export interface Canonical {
  readonly id: string
  readonly argv: readonly string[]
  readonly note?: string
  /** Flags of the command in a text as they were typed; absent where all were typed as the command has them. */
  readonly sayFlags?: (text: string) => string
}

/** A command of the view: its rows (those that ask for most flags first) and what follows their target. */
export interface SpokenCommand {
  readonly rows: readonly PersonalityRow[]
  /** `:verb` below a row that stands for a topic. */
  readonly below: string
}

/** Commands that every name has, because shells and people ask each program for them. */
const everywhere = ['completion', 'version']

export function speak(index: RouteIndex, personality: Personality, bin: string): Spoken {
  const {fallback} = personality
  const always = personality.rows.find(({words}) => words === '')
  const rows = personality.rows.filter(({words}) => words !== '').map((row) => inherited(row, always))
  const plain = inherited({words: '', flags: {}, args: {}, preset: []}, always)
  const spoken = spokenCommands(index, rows)
  const canonicalIds = idsOf(index, personality, spoken)
  const commands = Object.fromEntries(
    Object.entries(canonicalIds).map(([id, canonical]) => [id, rowOf(index, canonical)]),
  )
  hideRenamed(commands, canonicalIds, spoken)
  const flags = [...rows, plain].flatMap((row) => valueFlagsOf(row))
  const view: RouteIndex = {
    ...index,
    commands,
    canonical: canonicalIds,
    aliases: fallbackAliases(index.aliases, fallback, commands),
    topics: topicsOf(index, personality, rows),
    offers: offersOf(index.offers, fallback),
    config: fallback === 'canonical' ? index.config : withoutAliases(index.config),
    valueFlags: [...new Set([...index.valueFlags, ...flags])],
  }
  const values = new Set(view.valueFlags)
  return {
    personality,
    bin,
    view,
    rowOf: (id, argv) => rowFor(spoken.get(id)?.rows ?? [plain], argv),
    resolve(id, argv) {
      const command = spoken.get(id)
      const row = rowFor(command?.rows ?? [plain], argv)
      if (!row) throw noRow(command?.rows ?? [], id, bin)
      const given = argv.filter((word) => !isMark(word, row))
      const canonical = command ? canonicalOf(row, command.below) : (canonicalIds[id] ?? id)
      const sayFlags = flagsAsTyped(row, given)
      return {
        id: canonical,
        argv: withHelpHint(`${bin} ${canonical}`, () => translate(row, given, values)),
        ...(row.note === undefined ? {} : {note: row.note}),
        ...(sayFlags ? {sayFlags} : {}),
      }
    },
    say: sayWith({index, bin, rows, personality, canonicalIds}),
  }
}

function rowOf({commands}: RouteIndex, id: string): CommandRow {
  const row = commands[id]
  if (!row) throw new OmeError('bug', `personality names the command "${id}", which is not there`)
  return row
}

/** Canonical id per id of the view: rows first, then what the fallback lets through. */
function idsOf(
  index: RouteIndex,
  personality: Personality,
  spoken: ReadonlyMap<string, SpokenCommand>,
): Record<string, string> {
  const found: Record<string, string> = {}
  const add = (id: string, canonical: string): void => {
    if (index.commands[canonical]) found[id] ??= canonical
  }
  for (const [id, {rows, below}] of spoken) add(id, canonicalOf(rows[0], below))
  for (const [id, canonical] of fallbackIds(index, personality)) add(id, canonical)
  for (const id of everywhere) add(id, id)
  return found
}

/** What a row gives another name to is still understood by its own, and not shown twice. */
function hideRenamed(
  commands: Record<string, CommandRow>,
  canonicalIds: Readonly<Record<string, string>>,
  spoken: ReadonlyMap<string, SpokenCommand>,
): void {
  const renamed = new Set([...spoken].flatMap(([, {rows, below}]) => rows.map((row) => canonicalOf(row, below))))
  for (const [id, [plugin, summary, risk, , cluster]] of Object.entries(commands)) {
    const isRow = spoken.has(id)
    if (isRow ? !repeatsPreset(id, spoken) : !renamed.has(canonicalIds[id] ?? '')) continue
    commands[id] = cluster ? [plugin, summary, risk, 1, cluster] : [plugin, summary, risk, 1]
  }
}

/** Words that another row puts there by itself: they may be typed as well. */
const repeatsPreset = (id: string, spoken: ReadonlyMap<string, SpokenCommand>): boolean =>
  [...spoken].some(([other, {rows}]) =>
    rows.some(({preset}) => preset.length > 0 && id === [...other.split(':'), ...preset].join(':')),
  )

/** The flags of the row for every line hold in each row, where that does not name them itself. */
function inherited(row: PersonalityRow, always: PersonalityRow | undefined): PersonalityRow {
  if (!always) return row
  const own = new Set([...Object.keys(row.flags), ...Object.keys(row.args)].map((key) => splitFlag(key)[0]))
  const missing = (entries: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(entries).filter(([key]) => !own.has(splitFlag(key)[0])))
  return {
    ...row,
    flags: {...row.flags, ...missing(always.flags)},
    args: {...row.args, ...missing(always.args)},
    preset: [...row.preset, ...always.preset],
  }
}

function spokenCommands(index: RouteIndex, rows: readonly PersonalityRow[]): Map<string, SpokenCommand> {
  const byWords = Map.groupBy(rows, ({words}) => leading(words).join(':'))
  const found = new Map<string, SpokenCommand>()
  for (const [id, group] of byWords) {
    const ordered = [...group].sort((a, b) => marks(b.words).length - marks(a.words).length)
    const [first] = ordered
    const target = canonicalOf(first, '')
    if (index.commands[target]) found.set(id, {rows: ordered, below: ''})
    for (const child of Object.keys(index.commands))
      if (child.startsWith(`${target}:`)) {
        const below = child.slice(target.length)
        if (!byWords.has(`${id}${below}`)) found.set(`${id}${below}`, {rows: ordered, below})
      }
  }
  return found
}

const leading = (words: string): string[] => words.split(' ').filter((word) => !word.startsWith('--'))
const marks = (words: string): string[] => words.split(' ').filter((word) => word.startsWith('--'))

const canonicalOf = (row: PersonalityRow | undefined, below: string): string =>
  `${(row?.to ?? '').replaceAll(' ', ':')}${below}`

/** The row whose flags are all on the line: the one that asks for most. */
function rowFor(rows: readonly PersonalityRow[], argv: readonly string[]): PersonalityRow | undefined {
  const end = argv.indexOf('--')
  const typed = new Set(argv.slice(0, end === -1 ? undefined : end).map((word) => splitFlag(word)[0]))
  return rows.find(({words}) => marks(words).every((flag) => typed.has(flag)))
}

const noRow = (rows: readonly PersonalityRow[], id: string, bin: string): OmeError =>
  new OmeError(
    'usage',
    `"${id.replaceAll(':', ' ')}" goes with ${rows.map(({words}) => marks(words).join(' ')).join(' or ')}`,
    [`see ${bin} ${rows[0]?.to} --help`],
  )

/** A flag that only chooses the row and means nothing to the command. */
const isMark = (word: string, {words, flags, args}: PersonalityRow): boolean => {
  const name = word.slice(2)
  return (
    marks(words).includes(word) &&
    ![...Object.keys(flags), ...Object.keys(args)].some((key) => splitFlag(key)[0] === name)
  )
}

function fallbackIds(index: RouteIndex, {fallback}: Personality): [id: string, canonical: string][] {
  if (fallback === 'none') return []
  const ids = Object.keys(index.commands)
  if (fallback === 'canonical') return ids.map((id) => [id, id])
  const prefix = `${fallback.under.replaceAll(' ', ':')}:`
  return ids.filter((id) => id.startsWith(prefix)).map((id) => [id.slice(prefix.length), id])
}

function fallbackAliases(
  aliases: RouteIndex['aliases'],
  fallback: Fallback,
  commands: RouteIndex['commands'],
): RouteIndex['aliases'] {
  if (fallback === 'none') return {}
  const prefix = fallback === 'canonical' ? '' : `${fallback.under.replaceAll(' ', ':')}:`
  return Object.fromEntries(
    Object.entries(aliases)
      .filter(([alias, id]) => alias.startsWith(prefix) && id.startsWith(prefix))
      .map(([alias, id]) => [alias.slice(prefix.length), id.slice(prefix.length)] as const)
      .filter(([alias, id]) => commands[id] && !commands[alias]),
  )
}

function topicsOf(index: RouteIndex, {fallback}: Personality, rows: readonly PersonalityRow[]): RouteIndex['topics'] {
  const named = rows.flatMap(({words, to = ''}) =>
    index.topics
      .filter(({name}) => name === to.replaceAll(' ', ':'))
      .map(({summary}) => ({name: leading(words).join(':'), summary})),
  )
  if (fallback === 'none') return named
  if (fallback === 'canonical') return [...named, ...index.topics]
  const prefix = `${fallback.under.replaceAll(' ', ':')}:`
  const below = index.topics.filter(({name}) => name.startsWith(prefix))
  return [...named, ...below.map(({name, summary}) => ({name: name.slice(prefix.length), summary}))]
}

/** A person's own short words are words of `ome`. */
function withoutAliases({aliases: _aliases, ...config}: RouteIndex['config']): RouteIndex['config'] {
  return config
}

/** What could be installed, as far as it would be reached by the fallback. */
function offersOf(offers: RouteIndex['offers'], fallback: Fallback): RouteIndex['offers'] {
  if (fallback === 'canonical') return offers
  if (fallback === 'none') return []
  const prefix = `${fallback.under.replaceAll(' ', ':')}:`
  return offers.flatMap((offer) => {
    const below = Object.entries(offer.commands).filter(([id]) => id.startsWith(prefix))
    const commands = Object.fromEntries(below.map(([id, summary]) => [id.slice(prefix.length), summary]))
    return below.length > 0 ? [{...offer, commands}] : []
  })
}

const valueFlagsOf = ({flags, args}: PersonalityRow): string[] =>
  [...Object.entries(flags), ...Object.entries(args)]
    .filter(([key, text]) => key.includes('=') || text.includes('{value}'))
    .map(([key]) => splitFlag(key)[0])
    .map((name) => (name.startsWith('-') ? name : `--${name}`))
