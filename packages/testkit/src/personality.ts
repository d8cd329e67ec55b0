import assert from 'node:assert/strict'
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {pathToFileURL} from 'node:url'
import {globalFlags} from '@ome/sdk/flags'

interface FlagStatics {
  readonly char?: string
  readonly aliases?: readonly string[]
  readonly options?: readonly string[]
}

interface CommandStatics {
  readonly flags?: Readonly<Record<string, FlagStatics>>
  readonly args?: Readonly<Record<string, unknown>>
  readonly strict?: boolean
}

interface Row {
  readonly words: string
  readonly to?: string
  readonly flags?: Readonly<Record<string, string>>
  readonly args?: Readonly<Record<string, string>>
  readonly preset?: readonly string[]
}

/**
 * Tests of a plugin's personality files, for a spec of its own: `personalityRows(join(import.meta.dirname, '..'))`. Each
 * row leads to a command of the plugin, or to a topic of such, and what it makes of typed words are flags and values that
 * the command has.
 */
export function personalityRows(folder: string): void {
  const root = resolve(folder)
  const {ome} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const files: readonly string[] = ome.personalities
  describe('the rows of its personalities lead to what is there', () => {
    it('in every file that the package lists', () => assert.ok(files.length > 0))
    for (const file of files) {
      const {rows}: {rows: readonly Row[]} = JSON.parse(readFileSync(join(root, file), 'utf8'))
      for (const row of rows.filter(({to}) => to !== undefined))
        it(`${file}: ${row.words}`, async () => assert.deepEqual(await faultsOf(row, root), []))
    }
  })
}

async function faultsOf(row: Row, root: string): Promise<readonly string[]> {
  const commands = await commandsOf(row.to ?? '', root)
  if (commands.length === 0) return [`there is no command "${row.to}"`]
  const written = [...Object.values(row.flags ?? {}), ...(row.preset ?? [])].flatMap((text) => text.split(/\s+/))
  const unknown = written.flatMap((word, at) => faultOf(word, written[at + 1], commands) ?? [])
  const operands = Object.keys(row.args ?? {}).length > 0
  const takesNone =
    operands && commands.every(({args = {}, strict}) => strict !== false && Object.keys(args).length === 0)
  return [...unknown, ...(takesNone ? [`"${row.to}" takes no operands`] : [])]
}

function faultOf(word: string, next: string | undefined, commands: readonly CommandStatics[]): string | undefined {
  const [, long, short, value] = /^(?:--([\w.-]+)|-([A-Za-z]))(?:=(.*))?$/.exec(word) ?? []
  if (long === undefined && short === undefined) return undefined
  const found = commands.flatMap(({flags = {}}) =>
    Object.entries({...globalFlags, ...flags}).filter(
      ([name, flag]) =>
        name === long ||
        name === long?.replace(/^no-/, '') ||
        flag.aliases?.includes(long ?? '') ||
        (short !== undefined && flag.char === short),
    ),
  )
  if (found.length === 0) return `no flag ${word}`
  const given = value ?? (next?.startsWith('-') ? undefined : next)
  const fits = found.some(([, {options}]: [string, FlagStatics]) => isOneOf(given, options))
  return fits ? undefined : `${word} does not take "${given}"`
}

/** `{value}` is what a person types; lists have commas between their words. */
const isOneOf = (given: string | undefined, options: readonly string[] | undefined): boolean =>
  options === undefined || given === undefined || given === '' || given.includes('{value}') || options.includes(given)

async function commandsOf(to: string, root: string): Promise<readonly CommandStatics[]> {
  const path = join(root, 'src', 'commands', ...to.split(' '))
  const files = existsSync(`${path}.ts`) ? [`${path}.ts`] : filesBelow(path)
  const loaded = await Promise.all(
    files
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => import(pathToFileURL(file).href)),
  )
  return loaded.map((module: {readonly default: CommandStatics}) => module.default)
}

const filesBelow = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder, {recursive: true, encoding: 'utf8'}).map((file) => join(folder, file)) : []
