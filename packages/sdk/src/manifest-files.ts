import {isOmeError, OmeError} from './errors.ts'
import type {Manifest} from './manifest.ts'
import {parseManifests, parseYaml} from './yaml.ts'

export interface ManifestInput {
  readonly stdin: NodeJS.ReadableStream
  /** What relative paths are relative to. */
  readonly cwd: string
  /** Folders inside folders too. */
  readonly recursive?: boolean
}

/** What a set of files holds, and the files of it that hold nothing that can be read. */
export interface ReadFiles {
  readonly manifests: readonly Manifest[]
  readonly unreadable: readonly {readonly source: string; readonly error: OmeError}[]
}

/**
 * The objects of YAML and JSON files, of all such files of a folder, or of stdin (`-`), in the order of the paths.
 * Throws `not-found` for a path that is not there and `usage` for one that cannot be read. A file may be empty.
 */
export async function readManifests(paths: readonly string[], input: ManifestInput): Promise<readonly Manifest[]> {
  const {manifests, unreadable} = await readManifestFiles(paths, input)
  const [first] = unreadable
  if (first) throw first.error
  return manifests
}

/** As {@link readManifests}, but a file that cannot be read does not hide the others. Throws for paths alone. */
export async function readManifestFiles(paths: readonly string[], input: ManifestInput): Promise<ReadFiles> {
  if (paths.filter((path) => path === '-').length > 1)
    throw new OmeError('usage', 'stdin ("-") can be read only once', ['name it once'])
  const {resolve} = await import('node:path')
  const read = await Promise.all(
    paths.map(async (path) => {
      if (path === '-') return [await parsed('stdin', readAll(input.stdin))]
      const files = await filesOf(path, resolve(input.cwd, path), input.recursive ?? false)
      return await Promise.all(files.map((file) => parsed(file, readText(resolve(input.cwd, file)))))
    }),
  )
  return {
    manifests: read.flat().flatMap(({manifests}) => manifests),
    unreadable: read.flat().flatMap(({unreadable}) => unreadable),
  }
}

/**
 * The one document of a YAML or JSON file, or of stdin (`-`), whatever it holds. Throws `not-found` for a path that is not
 * there, and `usage` for one that cannot be read or holds none or several.
 */
export async function readDocument(path: string, {stdin, cwd}: ManifestInput): Promise<unknown> {
  const {resolve} = await import('node:path')
  const reading = path === '-' ? readAll(stdin) : readText(resolve(cwd, path))
  const documents = await parseYaml(await orUnreadable(path, reading), {source: path === '-' ? 'stdin' : path})
  if (documents.length === 1) return documents[0]
  throw new OmeError('usage', `"${path}" holds ${documents.length === 0 ? 'nothing' : 'several documents'}`)
}

async function parsed(source: string, reading: Promise<string>): Promise<ReadFiles> {
  try {
    const objects = await parseManifests(await orUnreadable(source, reading), {source})
    return {manifests: objects.map((object) => ({object, source})), unreadable: []}
  } catch (error) {
    if (!isOmeError(error)) throw error
    return {manifests: [], unreadable: [{source, error}]}
  }
}

async function filesOf(path: string, full: string, recursive: boolean): Promise<readonly string[]> {
  const [{readdir, stat}, {join}] = await Promise.all([import('node:fs/promises'), import('node:path')])
  if (!(await orUnreadable(path, stat(full))).isDirectory()) return [path]
  const entries = await orUnreadable(path, readdir(full, {recursive}))
  const names = entries.filter((name) => /\.(ya?ml|json)$/.test(name)).sort()
  if (names.length > 0) return names.map((name) => join(path, name))
  throw new OmeError(
    'usage',
    `folder "${path}" has no .yaml, .yml or .json files`,
    recursive ? [] : ['look into its folders too: --recursive'],
  )
}

const readText = async (full: string): Promise<string> => (await import('node:fs/promises')).readFile(full, 'utf8')

/** What is read, or `not-found` and `usage` with the path as it was typed for what the disk says. */
export async function orUnreadable<Value>(path: string, reading: Promise<Value>): Promise<Value> {
  try {
    return await reading
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    const quoted = quotedWord(path)
    if (error.code === 'ENOENT')
      throw new OmeError('not-found', `"${path}" not found`, [`see what is there: ls ${folderOf(quoted)}`], {
        cause: error,
      })
    if (error.code === 'EISDIR')
      throw new OmeError('usage', `"${path}" is a folder, and one file is wanted`, [`name one of: ls ${quoted}`], {
        cause: error,
      })
    throw new OmeError('usage', `"${path}" cannot be read: ${error.message}`, [`see who may: ls -ld ${quoted}`], {
      cause: error,
    })
  }
}

const quotedWord = (path: string): string =>
  /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`

/** The folder of a path that may be quoted for a shell. */
const folderOf = (path: string): string => {
  const end = path.lastIndexOf('/')
  return end < 0 ? '.' : end === 0 ? '/' : `${path.slice(0, end)}${path.startsWith("'") ? "'" : ''}`
}

async function readAll(stdin: NodeJS.ReadableStream): Promise<string> {
  let content = ''
  for await (const chunk of stdin) content += String(chunk)
  return content
}
