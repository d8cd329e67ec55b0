import {access, readFile} from 'node:fs/promises'
import {dirname} from 'node:path'
import {parseSnapshot, SnapshotError} from '@ome/sandbox/snapshot'
import {OmeError} from '@ome/sdk/errors'
import type {SnapshotFile} from '../domain/private-file.ts'
import {isMissing, writePrivate} from './sandbox-folder.ts'

/** A snapshot on disk. `typed` is how the person named it. */
export const snapshotFile = (path: string, typed: string): SnapshotFile => ({
  path,
  async exists() {
    try {
      await access(path)
      return true
    } catch (error) {
      if (isMissing(error)) return false
      throw error
    }
  },
  async write(text) {
    try {
      await writePrivate(path, text)
    } catch (error) {
      if (isMissing(error)) throw new OmeError('not-found', `there is no folder ${dirname(path)}`, ['make it first'])
      if (error instanceof Error && 'code' in error)
        throw new OmeError('failed', `${typed} cannot be written: ${error.code}`)
      throw error
    }
  },
  async scenario() {
    try {
      return parseSnapshot(await readFile(path, 'utf8')).scenario
    } catch (error) {
      if (isMissing(error)) throw new OmeError('not-found', `there is no file ${typed}`)
      if (error instanceof SnapshotError) throw new OmeError('failed', `${typed} cannot be restored: ${error.message}`)
      throw error
    }
  },
})
