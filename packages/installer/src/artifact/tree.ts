import {createHash} from 'node:crypto'
import {lstatSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'

export interface TreeFile {
  /** Relative to the tree, with `/`. */
  readonly path: string
  readonly executable: boolean
  readonly sha256: string
}

/**
 * The listing of a tree: one line `<mode> <sha256> <path>` per file, mode 444 or 555, sorted by the path's bytes. Its
 * sha256 is the tree hash of the index and the lock.
 */
export const treeListing = (files: readonly TreeFile[]): string =>
  [...files]
    .sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
    .map(({path, executable, sha256}) => `${executable ? '555' : '444'} ${sha256} ${path}\n`)
    .join('')

export const treeHash = (listing: string): string => createHash('sha256').update(listing).digest('hex')

/** Reads a listing back, by path. */
export const listedFiles = (listing: string): ReadonlyMap<string, string> =>
  new Map(
    listing
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(69), line.slice(0, 68)]),
  )

/** Hashes every file below a folder. Anything but files and folders throws. */
export function readTree(folder: string): readonly TreeFile[] {
  const names = readdirSync(folder, {recursive: true, encoding: 'utf8'})
  return names.flatMap((name) => {
    const path = name.replaceAll('\\', '/')
    const found = lstatSync(join(folder, name))
    if (found.isDirectory()) return []
    if (!found.isFile()) throw new Error(`${path} is neither a file nor a folder`)
    const executable = process.platform !== 'win32' && (found.mode & 0o111) !== 0
    return [
      {
        path,
        executable,
        sha256: createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      },
    ]
  })
}
