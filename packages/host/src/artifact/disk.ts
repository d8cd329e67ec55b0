import {createWriteStream} from 'node:fs'
import {Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'

/** Where the bytes of a plugin are written; a port, because a disk can be full. */
export interface Disk {
  /** Makes a new file with these bytes, flushed to the device; fails when the file is there. */
  write(path: string, bytes: AsyncIterable<Uint8Array> | Uint8Array, mode: number): Promise<void>
}

export const localDisk: Disk = {
  async write(path, bytes, mode) {
    const source = bytes instanceof Uint8Array ? Readable.from([bytes]) : bytes
    await pipeline(source, createWriteStream(path, {flags: 'wx', mode, flush: true}))
  },
}
