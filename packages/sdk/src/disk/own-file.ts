import {closeSync, constants, fstatSync, openSync, readFileSync} from 'node:fs'

/** Absent on Windows, where opening does not follow such links without privileges either. */
const {O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0} = constants

/**
 * The bytes of a file that nobody else can have written: a plain file, no link, of this user or the superuser, and not
 * writable for others. Undefined for anything else, also when there is no file. For caches that are trusted when read.
 */
export function readOwnFile(path: string): Buffer | undefined {
  let file: number
  try {
    file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    // An unreadable cache is a missing cache: it is made again, and that write says what is wrong.
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
  try {
    const found = fstatSync(file)
    const me = process.getuid?.()
    const isMine = me === undefined || found.uid === me || found.uid === 0
    const isClosed = me === undefined || (found.mode & 0o022) === 0
    return found.isFile() && isMine && isClosed ? readFileSync(file) : undefined
  } finally {
    closeSync(file)
  }
}
