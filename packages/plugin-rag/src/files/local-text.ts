import {isAbsolute, resolve} from 'node:path'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {readPlainFile} from '@ome/sdk/disk/plain-file'
import {isOmeError, OmeError} from '@ome/sdk/errors'

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** Reads a text file that was named on the command line. */
export function readLocalText(cwd: string, path: string, mostBytes: number): string {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(readPlainFile(resolve(cwd, path), mostBytes))
  } catch (error) {
    if (error instanceof TypeError)
      throw new OmeError('usage', `${path} is not text in UTF-8; iconv makes it that from another encoding`)
    if (codeOf(error) === 'ENOENT') throw new OmeError('not-found', `there is no file "${path}"`)
    if (isOmeError(error)) throw new OmeError('usage', error.message, error.hints)
    throw new OmeError('failed', `${path} cannot be read (${codeOf(error)})`, [], {cause: error})
  }
}

/** Writes a file whole or not at all. */
export function writeLocalText(cwd: string, path: string, text: string): void {
  const target = isAbsolute(path) ? path : resolve(cwd, path)
  try {
    writeAtomic(target, text)
  } catch (error) {
    throw new OmeError('failed', `${path} cannot be written (${codeOf(error) || error})`, [], {cause: error})
  }
}
