import {resolve} from 'node:path'
import {readPlainFile} from '@ome/sdk/disk/plain-file'
import {OmeError} from '@ome/sdk/errors'

const largest = 256 * 2 ** 20

/** A saved run that a person names. Throws `not-found`. */
export function readBenchmark(cwd: string, path: string): string {
  try {
    return readPlainFile(resolve(cwd, path), largest).toString('utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new OmeError(
        'not-found',
        `there is no file ${path}`,
        ['save a run: ome benchmark service NAME --save FILE'],
        {
          cause: error,
        },
      )
    throw error
  }
}
