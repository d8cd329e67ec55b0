import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Folders} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {type ConfigProblem, configProblems} from './config-problems.ts'

export const userFilePath = (folders: Folders): string => join(folders.config, 'config.yaml')

/** The user's config.yaml, checked; a missing file is an empty one. Throws `usage` naming file, line, key and the fix. */
export async function readUserFile(folders: Folders): Promise<Readonly<Record<string, unknown>>> {
  const path = userFilePath(folders)
  const text = readIfPresent(path)
  return text === undefined ? {} : parseUserFile(path, text)
}

export function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new OmeError('usage', `cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`, [], {
      cause: error,
      object: path,
    })
  }
}

/** Parses and checks the text of a config.yaml. Exported for `config set`, which checks before it writes. */
export async function parseUserFile(path: string, text: string): Promise<Readonly<Record<string, unknown>>> {
  const {LineCounter, parseDocument} = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, {lineCounter: lines, prettyErrors: false})
  const syntax = document.errors[0]
  if (syntax) throw invalid(path, [{key: '', reason: syntax.message, line: lines.linePos(syntax.pos[0]).line}])

  const value: unknown = document.toJS() ?? {}
  const lineOf = (keys: ConfigProblem['path']): number => lines.linePos(offsetOf(document.contents, keys)).line
  const problems = configProblems(value)
  if (problems.length > 0)
    throw invalid(
      path,
      problems.map((problem) => ({...problem, key: problem.path.join('.'), line: lineOf(problem.path)})),
    )
  return isRecord(value) ? value : {}
}

interface Located extends Omit<ConfigProblem, 'path'> {
  readonly key: string
  readonly line: number
}

function invalid(path: string, problems: readonly Located[]): OmeError {
  const [first, ...others] = problems
  const where = first?.key ? `${first.key}: ` : ''
  const more = others.length > 0 ? ` (and ${others.length} more)` : ''
  const fixes = problems.flatMap(({fix, line}) => (fix ? [`line ${line}: ${fix}`] : []))
  return new OmeError(
    'usage',
    `${path}:${first?.line ?? 1}: ${where}${first?.reason ?? 'not valid'}${more}`,
    [...fixes.slice(0, 2), 'edit the file: ome config edit'],
    {object: path},
  )
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where a key stands in the text: the start of the deepest part of its path that exists. */
function offsetOf(node: unknown, keys: ConfigProblem['path'], otherwise = 0): number {
  const start = rangeStart(node) ?? otherwise
  const [key, ...rest] = keys
  if (key === undefined || !hasItems(node)) return start
  if (typeof key === 'number') return offsetOf(node.items[key], rest, start)
  const pair = node.items.find((item) => hasKey(item) && String(item.key) === key)
  if (!hasKey(pair)) return start
  const at = rangeStart(pair.key) ?? start
  return rest.length === 0 ? at : offsetOf(pair.value, rest, at)
}

const rangeStart = (node: unknown): number | undefined =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? node.range[0] : undefined

const hasItems = (node: unknown): node is {items: unknown[]} =>
  typeof node === 'object' && node !== null && 'items' in node && Array.isArray(node.items)

const hasKey = (item: unknown): item is {key: unknown; value: unknown} =>
  typeof item === 'object' && item !== null && 'key' in item && 'value' in item
