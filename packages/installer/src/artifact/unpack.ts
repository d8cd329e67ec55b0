import {createReadStream} from 'node:fs'
import {mkdir} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {Transform} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {createGunzip} from 'node:zlib'
import type {Disk} from '@ome/sdk/disk/disk'
import {extract} from 'tar-stream'
import {EntryNames} from './entry-names.ts'

type Entry = ReturnType<typeof extract> extends AsyncIterable<infer Item> ? Item : never

export interface UnpackLimits {
  readonly bytes: number
  readonly files: number
}

export const unpackLimits: UnpackLimits = {bytes: 256 * 1024 * 1024, files: 5000}

/** What an archive may not contain; the message says which entry and why. */
export class HostileArchive extends Error {}

/**
 * Unpacks a gzipped tar whose entries lie under `package/` into a new folder. Only plain files and folders with plain
 * names are written, each file once, read-only. Throws HostileArchive for anything else; what was written before stays
 * in the folder and is the caller's to remove.
 */
export async function unpack(
  archive: string,
  folder: string,
  disk: Pick<Disk, 'write'>,
  limits = unpackLimits,
): Promise<void> {
  await mkdir(folder, {recursive: true})
  const reader = extract()
  // Every entry takes a 512 byte header, so the limit on all bytes also bounds long headers and empty entries.
  let broken: unknown
  const source = pipeline(
    createReadStream(archive),
    createGunzip(),
    capped(limits.bytes + limits.files * 1024),
    reader,
  ).catch((error: unknown) => {
    broken = error
    reader.destroy(error instanceof Error ? error : new Error(String(error)))
  })
  try {
    await writeEntries(reader, folder, disk, limits)
    await source
    if (broken !== undefined) throw broken
  } catch (error) {
    reader.destroy()
    await source
    throw sayHostile(error instanceof HostileArchive ? error : rootCause(error, broken))
  }
}

async function writeEntries(
  reader: AsyncIterable<Entry>,
  folder: string,
  disk: Pick<Disk, 'write'>,
  limits: UnpackLimits,
): Promise<void> {
  const names = new EntryNames()
  const folders = new Set([folder])
  let entries = 0
  let files = 0
  let bytes = 0
  for await (const entry of reader) {
    entries += 1
    if (entries > 2 * limits.files) throw new HostileArchive(`more than ${2 * limits.files} entries`)
    const kind = plainKind(entry)
    const path = accept(names, entry.header.name, kind)
    if (kind === 'directory' || path === undefined) {
      entry.resume()
      continue
    }
    files += 1
    bytes += entry.header.size ?? 0
    if (files > limits.files) throw new HostileArchive(`more than ${limits.files} files`)
    if (bytes > limits.bytes) throw new HostileArchive(`more than ${limits.bytes} bytes when unpacked`)
    const place = join(folder, path)
    if (!folders.has(dirname(place))) await mkdir(dirname(place), {recursive: true})
    folders.add(dirname(place))
    await writeFile(entry, place, disk)
  }
}

/** When the source broke off, the reader's own error only says that it was stopped. */
const rootCause = (error: unknown, broken: unknown): unknown =>
  isStop(error) && broken !== undefined && !isStop(broken) ? broken : error

const isStop = (error: unknown): boolean =>
  error instanceof Error && /^(ERR_STREAM|STREAM_|ABORT)/.test((error as NodeJS.ErrnoException).code ?? '')

function plainKind(entry: Entry): 'file' | 'directory' {
  const {type} = entry.header
  if (type === 'file' || type === 'contiguous-file') return 'file'
  if (type === 'directory') return 'directory'
  throw new HostileArchive(
    `it holds ${type ? `a ${type}` : 'an entry of unknown kind'}; only files and folders are taken`,
  )
}

function accept(names: EntryNames, name: string, kind: 'file' | 'directory'): string | undefined {
  try {
    return names.accept(name, kind)
  } catch (error) {
    throw new HostileArchive(error instanceof Error ? error.message : String(error))
  }
}

async function writeFile(entry: Entry, path: string, disk: Pick<Disk, 'write'>): Promise<void> {
  const executable = ((entry.header.mode ?? 0) & 0o111) !== 0
  await disk.write(path, chunksOf(entry), executable ? 0o555 : 0o444)
}

async function* chunksOf(entry: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of entry) {
    if (!(chunk instanceof Uint8Array)) throw new HostileArchive('an entry is not made of bytes')
    yield chunk
  }
}

function capped(limit: number): Transform {
  let seen = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length
      if (seen > limit) done(new HostileArchive(`more than ${limit} bytes when unpacked`))
      else done(null, chunk)
    },
  })
}

/** What a file system says of a name that no tar of ours holds. */
const nameFaults: ReadonlySet<string> = new Set(['ENAMETOOLONG', 'EINVAL', 'EEXIST', 'ENOTDIR', 'EISDIR'])

/** Damage is what zlib (codes Z_…) and the tar reader (no system code) complain of; a system's error stays itself. */
function sayHostile(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof HostileArchive) return error
  const {code} = error as NodeJS.ErrnoException
  if (code !== undefined && !code.startsWith('Z_') && !isStop(error) && !nameFaults.has(code)) return error
  return new HostileArchive(`not a readable archive: ${error.message}`, {cause: error})
}
