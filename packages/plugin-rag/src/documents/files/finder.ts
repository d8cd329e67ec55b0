import type {Dirent, Stats} from 'node:fs'
import {lstat, readdir, realpath, stat} from 'node:fs/promises'
import {basename, isAbsolute, join, normalize, relative, resolve, sep} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import {formatOf} from '../domain/format.ts'
import type {Finder, LeftOut, SourceFile} from '../domain/source-file.ts'

const mostFiles = 200_000
const deepest = 64

/** Looks for documents below folders of this machine. Hidden entries and node_modules are passed over. */
export const finder = (cwd: string, signal: AbortSignal): Finder => ({
  async find(paths) {
    const seen = new Set<string>()
    const files: SourceFile[] = []
    const leftOut: LeftOut[] = []
    const starts = await Promise.all(paths.map((path) => startAt(cwd, path)))
    for (const {typed, path, found} of starts) {
      const source = sourceOf(cwd, typed)
      if (found.isDirectory())
        await walk({path, source, depth: 0}, {root: await realpath(path), seen, files, leftOut, signal})
      else if (!seen.has(await realpath(path))) {
        seen.add(await realpath(path))
        files.push({path, source, isNamed: true})
      }
    }
    return {files, leftOut}
  },
})

async function startAt(cwd: string, typed: string): Promise<{typed: string; path: string; found: Stats}> {
  // Resolved, it would be the working folder: what a variable that is not set would send.
  if (typed.trim() === '') throw new OmeError('usage', 'a path is empty', ['the working folder is "."'])
  const path = resolve(cwd, typed)
  try {
    return {typed, path, found: await stat(path)}
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new OmeError('not-found', `there is no file or folder "${typed}"`, [
        ...(/^[a-z]+:\/\//i.test(typed) ? ['addresses are not fetched: download it, and name the file'] : []),
      ])
    if (code === 'ELOOP') throw new OmeError('failed', `"${typed}" is a link that leads to itself`)
    throw new OmeError('failed', `"${typed}" cannot be read (${code})`, [], {cause: error})
  }
}

/** The path as typed without its way up, or from the working folder: the same wherever the folder lies. */
function sourceOf(cwd: string, typed: string): string {
  const below = isAbsolute(typed) ? relative(cwd, typed) : normalize(typed)
  const isOutside = isAbsolute(below) || (isAbsolute(typed) && below.startsWith('..'))
  const path = isOutside ? basename(typed) : below
  const parts = path.split(sep).filter((part) => part !== '' && part !== '.' && part !== '..')
  return parts.join('/')
}

interface Place {
  readonly path: string
  readonly source: string
  readonly depth: number
}

interface Walked {
  /** Real path of the folder that was named. */
  readonly root: string
  /** Real paths of folders that were entered and files that were taken: a loop of links ends there. */
  readonly seen: Set<string>
  readonly files: SourceFile[]
  readonly leftOut: LeftOut[]
  readonly signal: AbortSignal
}

async function walk(place: Place, walked: Walked): Promise<void> {
  const {seen, leftOut, signal} = walked
  signal.throwIfAborted()
  const real = await realpath(place.path)
  if (seen.has(real)) return void leftOut.push({path: place.source, reason: 'a link to a folder that was read already'})
  if (place.depth > deepest) return void leftOut.push({path: place.source, reason: `more than ${deepest} folders deep`})
  seen.add(real)
  for (const entry of await entriesOf(place, leftOut)) await take(place, entry, walked)
}

/** Links come last: a file goes by its own name. */
async function entriesOf({path, source, depth}: Place, leftOut: LeftOut[]): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(path, {withFileTypes: true})
    return entries
      .filter(({name}) => !name.startsWith('.') && name !== 'node_modules')
      .sort((a, b) => Number(a.isSymbolicLink()) - Number(b.isSymbolicLink()) || (a.name < b.name ? -1 : 1))
  } catch (error) {
    leftOut.push({path: source, reason: reasonOf(error), isFault: depth === 0})
    return []
  }
}

async function take(place: Place, entry: Dirent, walked: Walked): Promise<void> {
  const {root, seen, files, leftOut} = walked
  const path = join(place.path, entry.name)
  const source = place.source === '' ? entry.name : `${place.source}/${entry.name}`
  try {
    const isLink = entry.isSymbolicLink()
    const found = isLink ? await stat(path) : await lstat(path)
    const real = isLink ? await realpath(path) : path
    // A folder that came from elsewhere may hold links to whatever its reader may read: those are not sent anywhere.
    if (isLink && !isBelow(real, root)) return void leftOut.push({path: source, reason: 'a link out of the folder'})
    if (found.isDirectory()) return await walk({path, source, depth: place.depth + 1}, walked)
    if (!found.isFile()) return void leftOut.push({path: source, reason: 'not a plain file'})
    if (!formatOf(path)) return void leftOut.push({path: source, reason: 'no format that text is read from'})
    if (seen.has(real)) return void leftOut.push({path: source, reason: 'a link to a file that is read anyway'})
    seen.add(real)
    if (files.length >= mostFiles) {
      throw new OmeError('usage', `there are more than ${mostFiles} documents below one folder`, [
        'add its folders one after the other',
      ])
    }
    files.push({path, source, isNamed: false})
  } catch (error) {
    if (error instanceof OmeError || walked.signal.aborted) throw error
    leftOut.push({path: source, reason: source.includes('\ufffd') ? 'its name is not in UTF-8' : reasonOf(error)})
  }
}

const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'it vanished, or its link leads nowhere',
  ELOOP: 'a link that leads to itself',
  ENAMETOOLONG: 'its name is too long',
}

/** Why an entry of the file system cannot be read, for people. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return reasons[code] ?? (code || String(error))
}
