import {resolve} from 'node:path'
import {readPlainFile} from '@ome/sdk/disk/plain-file'
import {OmeError} from '@ome/sdk/errors'

const largest = 512 * 1024 * 1024

/** A text file that a flag names. */
export function readInput(cwd: string, path: string): string {
  try {
    return readPlainFile(resolve(cwd, path), largest).toString('utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new OmeError('not-found', `there is no file ${path}`, [], {cause: error})
    throw error
  }
}
