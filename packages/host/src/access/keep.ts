import {dirname} from 'node:path'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {makeFolder} from '@ome/sdk/disk/make-folder'

/** Writes a file of a cache for its owner only. A folder that cannot be written is no reason to stop: it is asked again. */
export function keep(path: string, value: unknown): void {
  try {
    makeFolder(dirname(path), 0o700)
    writeAtomic(path, JSON.stringify(value), 0o600)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
  }
}
