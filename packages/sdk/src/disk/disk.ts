import {closeSync, openSync} from 'node:fs'
import {writeAtomic, writeWhole} from './atomic-file.ts'

/** Where the bytes of a plugin are written; a port, because a disk can be full. */
export interface Disk {
  /** Makes a new file with these bytes; fails when the file is there. */
  write(path: string, bytes: AsyncIterable<Uint8Array> | Uint8Array, mode: number): Promise<void>
  /** Replaces a file in one step, flushed to the device. */
  replace(path: string, text: string, mode?: number): void
}

export const localDisk: Disk = {
  async write(path, bytes, mode) {
    const file = openSync(path, 'wx', mode)
    try {
      if (bytes instanceof Uint8Array) writeWhole(file, bytes)
      else for await (const chunk of bytes) writeWhole(file, chunk)
    } finally {
      closeSync(file)
    }
  },
  replace: writeAtomic,
}
