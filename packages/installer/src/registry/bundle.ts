import {
  createReadStream,
  createWriteStream,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import {dirname, join} from 'node:path'
import {buffer} from 'node:stream/consumers'
import {pipeline} from 'node:stream/promises'
import {makeFolder} from '@ome/sdk/disk/make-folder'
import {OmeError} from '@ome/sdk/errors'
import {extract, pack} from 'tar-stream'
import {parseCanonical} from './canonical.ts'
import {fileReason} from './file-reason.ts'
import {fieldsOf, textOf} from './shape.ts'
import {registryId} from './signed-files.ts'
import {capOf, treePath} from './tree-files.ts'

/** A bundle is a mirror in one tar: the same files under the same paths, and nothing else. The same tree gives the same bytes. */

const mostFiles = 20_000

/** Writes the tree in a folder as a bundle; a file that was there is replaced when the new one is whole. */
export async function writeBundle(tree: string, file: string): Promise<number> {
  const paths = readdirSync(tree, {recursive: true, encoding: 'utf8'})
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => capOf(path) !== undefined)
    .sort()
  const tar = pack()
  const draft = `${file}.part`
  makeFolder(dirname(file))
  try {
    const written = pipeline(tar, createWriteStream(draft))
    const filled = fill(tar, tree, paths)
    await Promise.all([written, filled])
    renameSync(draft, file)
  } finally {
    rmSync(draft, {force: true})
  }
  return statSync(file).size
}

async function fill(tar: ReturnType<typeof pack>, tree: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const bytes = readFileSync(join(tree, path))
    await new Promise<void>((done, failed) =>
      tar.entry({name: path, size: bytes.length, mode: 0o644, mtime: new Date(0)}, bytes, (error) =>
        error ? failed(error) : done(),
      ),
    )
  }
  tar.finalize()
}

/** Unpacks a bundle into a new folder. Only paths of a published tree are taken, each once and no larger than it may be. */
export async function readBundle(file: string, folder: string): Promise<void> {
  demandFile(file)
  const reader = extract()
  const source = pipeline(createReadStream(file), reader).catch((error: unknown) => {
    reader.destroy(error instanceof Error ? error : new Error(String(error)))
  })
  const seen = new Set<string>()
  try {
    for await (const entry of reader) {
      const {name, type, size = 0} = entry.header
      const cap = type === 'file' ? capOf(name) : undefined
      if (cap === undefined || seen.has(name))
        throw new Error(`it holds "${name}", which does not belong into a bundle`)
      if (size > cap) throw new Error(`${name} is longer than ${cap} bytes`)
      if (seen.size >= mostFiles) throw new Error(`it holds more than ${mostFiles} files`)
      seen.add(name)
      makeFolder(dirname(join(folder, name)))
      writeFileSync(join(folder, name), await buffer(entry))
    }
    await source
    if (!seen.has(treePath.timestamp)) throw new Error(`it holds no ${treePath.timestamp}`)
  } catch (cause) {
    reader.destroy()
    await source
    throw refused(file, cause)
  }
}

/** A pipe that nobody writes to would be waited for without end. */
function demandFile(file: string): void {
  const found = statSync(file, {throwIfNoEntry: false})
  if (found !== undefined && !found.isFile())
    throw new OmeError('usage', `${file} cannot be read: it is not a plain file`, [], {object: file})
}

/** Which registry a bundle says it is of; nothing of that is checked yet. */
export function bundleRegistry(file: string, folder: string): string {
  try {
    const timestamp = fieldsOf(parseCanonical(readFileSync(join(folder, treePath.timestamp))), 'timestamp')
    return textOf(timestamp['registry'], 'registry', registryId)
  } catch (cause) {
    throw refused(file, cause)
  }
}

/** A disk that is full or a file that is not there is no fault of the bundle. */
function refused(file: string, cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException).code
  if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES')
    return new OmeError(
      'usage',
      `${file} cannot be read: ${fileReason(cause)}`,
      ['make one where the registry can be reached: ome registry bundle export FILE'],
      {cause, object: file},
    )
  if (code !== undefined && !/^(ERR_|STREAM_)/.test(code)) return cause
  return new OmeError(
    'denied',
    `${file} is refused as a bundle: ${reasonOf(cause)}`,
    ['nothing was changed; make one with: ome registry bundle export FILE'],
    {cause, object: file},
  )
}

const reasonOf = (cause: unknown): string =>
  cause instanceof Error && /^(Unexpected end of data|Invalid tar header)/.test(cause.message)
    ? 'it is no whole tar file'
    : fileReason(cause)
