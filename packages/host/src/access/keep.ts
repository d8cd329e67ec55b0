import {mkdirSync} from 'node:fs'
import {dirname} from 'node:path'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'

/** Writes a file of a cache for its owner only. A folder that cannot be written is no reason to stop: it is asked again. */
export function keep(path: string, value: unknown): void {
  try {
    mkdirSync(dirname(path), {recursive: true, mode: 0o700})
    writeAtomic(path, JSON.stringify(value), 0o600)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
  }
}
