import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs'
import {OmeError} from '../errors.ts'

const {O_RDONLY, O_NONBLOCK = 0} = constants

/**
 * The bytes of a file that anybody may have put there: links are followed, but only a plain file is read (opening a pipe
 * would wait for ever, a device never ends) and never more than `cap` bytes, whatever size the file claims. Throws
 * `denied` for anything else and for a longer file, node's own error when it cannot be opened.
 */
export function readPlainFile(path: string, cap: number): Buffer {
  const file = openSync(path, O_RDONLY | O_NONBLOCK)
  try {
    const {size} = demandPlain(file, path)
    const chunks: Buffer[] = []
    let length = 0
    for (;;) {
      const room = Math.max(1, Math.min(cap + 1 - length, length < size ? size - length : 65_536))
      const chunk = Buffer.allocUnsafe(room)
      const got = readSync(file, chunk, 0, room, null)
      if (got === 0) return Buffer.concat(chunks, length)
      chunks.push(chunk.subarray(0, got))
      length += got
      if (length > cap) throw refused(path, `is longer than ${cap} bytes`)
    }
  } finally {
    closeSync(file)
  }
}

function demandPlain(file: number, path: string): {readonly size: number} {
  const found = fstatSync(file)
  if (found.isFile()) return found
  throw refused(path, found.isDirectory() ? 'is a folder, not a file' : 'is not a plain file')
}

const refused = (path: string, what: string): OmeError =>
  new OmeError('denied', `${path} ${what}`, [`look at what is there: ls -lL ${path}`], {
    object: path,
  })
