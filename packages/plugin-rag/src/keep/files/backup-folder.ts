import {randomBytes} from 'node:crypto'
import {closeSync, createReadStream, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {writeAtomic, writeWhole} from '@ome/sdk/disk/atomic-file'
import {readPlainFile} from '@ome/sdk/disk/plain-file'
import {OmeError} from '@ome/sdk/errors'
import {
  type BackupFolder,
  type BackupManifest,
  type BackupWriter,
  type KeptDocument,
  toKept,
  toManifest,
} from '../domain/backup.ts'

const manifestFile = 'manifest.json'
const engineFile = 'ragengine.yaml'
const mostManifestBytes = 2 ** 20
const mostLineCharacters = 64 * 2 ** 20

/** A folder of this machine with one backup in it. */
export function backupFolder(cwd: string, typed: string): BackupFolder {
  const folder = resolve(cwd, typed)
  return {
    manifest: () => readManifest(join(folder, manifestFile)),
    engine() {
      const path = join(folder, engineFile)
      return existsSync(path) ? readPlainFile(path, mostManifestBytes).toString('utf8') : undefined
    },
    begin: () => writerIn(folder, typed),
    documents(index) {
      const path = join(folder, fileOf(index))
      return existsSync(path) ? documentsIn(path, `${typed.replace(/\/+$/, '')}/${fileOf(index)}`) : undefined
    },
  }
}

/** Names of indexes come from a service: as parts of a path they are escaped. */
const fileOf = (index: string): string =>
  `${/^[A-Za-z0-9][\w.-]*$/.test(index) ? index : encodeURIComponent(index).replaceAll('.', '%2E')}.jsonl`

function readManifest(path: string): BackupManifest | undefined {
  if (!existsSync(path)) return undefined
  const wrong = new OmeError('usage', `${path} is no manifest of a backup`, ['name a folder that ome rag backup wrote'])
  try {
    const found = toManifest(JSON.parse(readPlainFile(path, mostManifestBytes).toString('utf8')))
    if (found) return found
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw wrong
}

interface Draft {
  /** Beside the file that it replaces, until all of them are whole; of this writer alone. */
  readonly path: string
  /** Absent once it is written. */
  file?: number
}

function writerIn(folder: string, typed: string): BackupWriter {
  const drafts = new Map<string, Draft>()
  const mark = randomBytes(4).toString('hex')
  attempt(typed, () => mkdirSync(folder, {recursive: true}))
  const draftOf = (path: string): Draft => {
    const draft = `${path}.${mark}.unfinished`
    return {path: draft, file: openSync(draft, 'wx', 0o644)}
  }
  const close = (isWhole: boolean): void => {
    for (const draft of drafts.values()) {
      if (draft.file === undefined) continue
      if (isWhole) fsyncSync(draft.file)
      closeSync(draft.file)
      delete draft.file
    }
  }
  return {
    add(index, {docId, ...document}) {
      const path = join(folder, fileOf(index))
      const draft = drafts.get(path) ?? attempt(typed, () => draftOf(path))
      drafts.set(path, draft)
      const line = Buffer.from(`${JSON.stringify({doc_id: docId, ...document})}\n`)
      const {file} = draft
      if (file !== undefined) attempt(typed, () => writeWhole(file, line))
    },
    engine: (yaml) => attempt(typed, () => writeAtomic(join(folder, engineFile), yaml)),
    finish(manifest) {
      attempt(typed, () => {
        close(true)
        for (const [path, draft] of drafts) renameSync(draft.path, path)
        const document = {
          apiVersion: 'ome.cli/v1',
          kind: 'RagBackup',
          ...manifest,
          snapshotPath: manifest.snapshotPath ?? null,
        }
        writeAtomic(join(folder, manifestFile), `${JSON.stringify(document, undefined, 2)}\n`)
      })
    },
    discard() {
      close(false)
      for (const {path} of drafts.values()) rmSync(path, {force: true})
    },
  }
}

function attempt<Result>(folder: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const why = code === 'ENOSPC' ? 'no space is left' : code
    throw new OmeError('failed', `the backup cannot be written to ${folder} (${why})`, [], {cause: error})
  }
}

async function* documentsIn(path: string, shown: string): AsyncGenerator<KeptDocument> {
  let number = 0
  for await (const line of linesOf(path)) {
    number++
    if (line === '') continue
    const document = line === undefined ? undefined : toKept(parsed(line))
    if (!document) throw new OmeError('usage', `${shown}, line ${number}: this is no document of a backup`)
    yield document
  }
}

/** Lines as they come, undefined for one that is longer than any document and does not end. */
async function* linesOf(path: string): AsyncGenerator<string | undefined> {
  let parts: string[] = []
  let length = 0
  for await (const chunk of createReadStream(path, {encoding: 'utf8'})) {
    const [first = '', ...rest] = String(chunk).split('\n')
    parts.push(first)
    length += first.length
    if (length > mostLineCharacters) yield undefined
    if (rest.length === 0) continue
    yield parts.join('')
    const last = rest.pop() ?? ''
    yield* rest
    parts = [last]
    length = last.length
  }
  yield parts.join('')
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
