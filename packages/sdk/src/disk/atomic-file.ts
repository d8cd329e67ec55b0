import {randomBytes} from 'node:crypto'
import {closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync} from 'node:fs'
import {dirname} from 'node:path'
import {makeFolder} from './make-folder.ts'

/** Replaces a file in one step: readers see the old bytes or the new ones, also after a crash. */
export function writeAtomic(path: string, bytes: string | Buffer, mode = 0o644): void {
  const folder = dirname(path)
  makeFolder(folder)
  const draft = `${path}.${randomBytes(4).toString('hex')}.tmp`
  try {
    const file = openSync(draft, 'wx', mode)
    try {
      writeWhole(file, typeof bytes === 'string' ? Buffer.from(bytes) : bytes)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, {force: true})
    throw error
  }
  syncFolder(folder)
}

/** Makes names in a folder durable. Windows has no such call and journals them itself. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** A write may take less than it was given. */
export function writeWhole(file: number, bytes: Uint8Array): void {
  let done = 0
  while (done < bytes.length) done += writeSync(file, bytes, done)
}
