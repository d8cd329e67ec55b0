import {isUtf8} from 'node:buffer'
import {globSync, readdirSync, readFileSync} from 'node:fs'
import {join, relative} from 'node:path'
import {loadAll} from 'js-yaml'

/** A working file: its text, or its bytes where they are none. */
export type WorkingContent = string | {readonly base64: string}

/** One scenario as it lies in its folder. */
export interface ScenarioFiles {
  readonly summary: string
  /** Documents of all YAML files, in the order of their names. */
  readonly documents: readonly unknown[]
  /** The working files that the scenario's documents mention, by path. */
  readonly working: Readonly<Record<string, WorkingContent>>
}

const folder = join(import.meta.dirname, '..', 'scenarios')

/** Names of all scenarios, and of the parts they share, which begin with `_`. The build replaces this file by one that holds the scenarios themselves. */
export const scenarioNames = (): readonly string[] =>
  readdirSync(folder, {withFileTypes: true})
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()

/** The content of one scenario; undefined when there is none of that name. */
export function scenarioFiles(name: string): ScenarioFiles | undefined {
  if (!scenarioNames().includes(name)) return undefined
  const files = readdirSync(join(folder, name)).sort()
  return {
    summary: readFileSync(join(folder, name, 'README.md'), 'utf8').trim(),
    documents: files
      .filter((file) => file.endsWith('.yaml'))
      .flatMap((file) => loadAll(readFileSync(join(folder, name, file), 'utf8')))
      .filter((document) => document !== null && document !== undefined),
    working: Object.fromEntries(
      workingFiles(name).map((path) => [path, contentOf(readFileSync(join(folder, name, 'files', path)))]),
    ),
  }
}

const contentOf = (bytes: Buffer): WorkingContent =>
  isUtf8(bytes) ? bytes.toString('utf8') : {base64: bytes.toString('base64')}

const workingFiles = (name: string): string[] =>
  globSync('**/*', {cwd: join(folder, name, 'files'), withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map((entry) => relative(join(folder, name, 'files'), join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
