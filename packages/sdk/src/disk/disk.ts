import {closeSync, openSync, writeSync} from 'node:fs'

/** Where the bytes of a plugin are written; a port, because a disk can be full. */
export interface Disk {
  /** Makes a new file with these bytes; fails when the file is there. */
  write(path: string, bytes: AsyncIterable<Uint8Array> | Uint8Array, mode: number): Promise<void>
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
}

/** A write may take less than it was given. */
export function writeWhole(file: number, bytes: Uint8Array): void {
  let done = 0
  while (done < bytes.length) done += writeSync(file, bytes, done)
}
