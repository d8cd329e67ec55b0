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
  const lineOf = (keys: readonly (string | number)[]): number => {
    for (let length = keys.length; length > 0; length--) {
      const node = document.getIn(keys.slice(0, length), true)
      if (hasRange(node)) return lines.linePos(node.range[0]).line
    }
    return 1
  }
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

const hasRange = (node: unknown): node is {range: [number, number, number]} =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
