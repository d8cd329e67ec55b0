import {type Fields, fieldsOf, listOf, mapOf, oneOf, textOf, texts} from '../registry/shape.ts'

/** One line of words under another name, and what it means. */
export interface PersonalityRow {
  /** Leading words as typed; with `--flag` words the line must hold those flags as well. Empty: every line. */
  readonly words: string
  /** Words of the command or topic they stand for. Absent in the row for every line. */
  readonly to?: string
  /** Typed flag (`dataset`, `-x`, `preset=` with any value, `output=report` with that value) → words it becomes. */
  readonly flags: Readonly<Record<string, string>>
  /** The same for operands: they stand before those that were typed, in the order of the file. */
  readonly args: Readonly<Record<string, string>>
  /** Words added unless their flag was typed. */
  readonly preset: readonly string[]
  readonly note?: string
}

/** Where words that no row knows lead: to the command of that name, nowhere, or below a topic. */
export type Fallback = 'canonical' | 'none' | {readonly under: string}

/** The program under another name, as data. */
export interface Personality {
  readonly name: string
  /** Programs that speak it. */
  readonly bins: readonly string[]
  readonly summary: string
  readonly fallback: Fallback
  readonly rows: readonly PersonalityRow[]
}

/** What the signed index tells of a personality file. */
export interface PersonalityWords {
  readonly name: string
  readonly bins: readonly string[]
  readonly words: readonly string[]
}

const programName = /^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*$/
const words = /^(?:[a-z0-9][\w.-]*(?: [a-z0-9][\w.-]*)*)?(?:(?:^| )--[a-z][\w.-]*)*$/
const target = /^[a-z0-9][\w.-]*(?: [a-z0-9][\w.-]*)*$/
const flagKey = /^(?:-[A-Za-z]|[a-z][\w.-]*)(?:=[\w.-]*)?$/

/** Reads a personality file. Throws with the place of the first thing that is wrong. */
export function readPersonality(value: unknown, what: string): Personality {
  const file = fieldsOf(value, what)
  oneOf(file['schema'], `${what}: schema`, ['personality/v1'])
  const rows = listOf(file['rows'] ?? [], `${what}: rows`, readRow)
  const doubled = rows.find((row, at) => rows.findIndex((other) => other.words === row.words) !== at)
  if (doubled) throw new Error(`${what} has "${doubled.words}" twice`)
  return {
    name: textOf(file['name'], `${what}: name`, programName),
    bins: listOf(file['bins'], `${what}: bins`, (bin, at) => textOf(bin, at, programName)),
    summary: textOf(file['summary'], `${what}: summary`),
    fallback: readFallback(file['fallback'], `${what}: fallback`),
    rows,
  }
}

function readRow(value: unknown, what: string): PersonalityRow {
  const row = fieldsOf(value, what)
  const typed = textOf(row['words'], `${what}.words`, words)
  return {
    words: typed,
    ...(typed === '' ? {} : {to: textOf(row['to'], `${what}.to`, target)}),
    flags: replacements(row['flags'], `${what}.flags`),
    args: replacements(row['args'], `${what}.args`),
    preset: texts(row['preset'] ?? [], `${what}.preset`),
    ...(row['note'] === undefined ? {} : {note: textOf(row['note'], `${what}.note`)}),
  }
}

const replacements = (value: unknown, what: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(mapOf(value ?? {}, what, (text, at) => textOf(text, at))).map(([name, text]) => [
      textOf(name, `a name in ${what}`, flagKey),
      text,
    ]),
  )

function readFallback(value: unknown, what: string): Fallback {
  if (typeof value === 'string') return oneOf(value, what, ['canonical', 'none'])
  return {under: textOf(fieldsOf(value, what)['under'], `${what}.under`, target)}
}

/** Paths of the personality files that a package.json lists. */
export function personalityFiles(manifest: Fields): readonly string[] {
  const ome = fieldsOf(manifest['ome'] ?? {}, 'package.json: ome')
  return listOf(ome['personalities'] ?? [], 'package.json: ome.personalities', (path, what) =>
    textOf(path, what, /^(?:[\w-]+\/)*[\w-]+\.json$/),
  )
}

/** The personalities a plugin brings. Throws for a file that is missing or wrong. */
export function packedPersonalities(
  manifest: Fields,
  file: (path: string) => Buffer | undefined,
): readonly PersonalityWords[] {
  return personalityFiles(manifest).map((path) => {
    const bytes = file(path)
    if (bytes === undefined) throw new Error(`${path} is missing`)
    return wordsOf(readPersonality(JSON.parse(bytes.toString('utf8')), path))
  })
}

export const wordsOf = ({name, bins, rows}: Personality): PersonalityWords => ({
  name,
  bins: [...bins].sort(),
  words: rows.map((row) => row.words).sort(),
})

/** Reads what the signed index holds of a personality. */
export function readPersonalityWords(value: unknown, what: string): PersonalityWords {
  const fields = fieldsOf(value, what)
  return {
    name: textOf(fields['name'], `${what}.name`, programName),
    bins: listOf(fields['bins'], `${what}.bins`, (bin, at) => textOf(bin, at, programName)),
    words: listOf(fields['words'], `${what}.words`, (typed, at) => textOf(typed, at, words)),
  }
}

export interface Brought extends PersonalityWords {
  /** Who brings it, as it stands in the answer. */
  readonly by: string
}

/** What contradicts when several bring the same personality: rows for the same words, and programs of two names. */
export function personalityFaults(brought: readonly Brought[]): readonly string[] {
  const claims = brought.flatMap(({name, bins, words: typed, by}) => [
    ...typed.map((text) => ({key: `"${text}" of personality ${name}`, by})),
    ...bins.map((bin) => ({key: `program ${bin}`, by: `personality ${name}`})),
  ])
  return [...Map.groupBy(claims, ({key}) => key)].flatMap(([key, rows]) => {
    const names = [...new Set(rows.map(({by}) => by))].sort()
    return names.length > 1 ? [`${key} has ${names.length} owners: ${names.join(', ')}`] : []
  })
}
