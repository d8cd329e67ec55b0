import {readdirSync, readFileSync, rmSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {makeFolder} from '@ome/sdk/disk/make-folder'
import {OmeError} from '@ome/sdk/errors'
import {fileReason} from './file-reason.ts'
import type {PluginIndex} from './plugin-index.ts'
import {fieldsOf, textOf, timeOf, wholeOf} from './shape.ts'
import type {SignedFile} from './signature.ts'
import type {Root, Timestamp} from './signed-files.ts'
import type {RegistrySource} from './source.ts'
import {acceptIndex, acceptTimestamp, demandFreshRoot, nextRoot} from './trust.ts'

/** Everything that was accepted of a registry, as files. */
export interface AcceptedFiles {
  readonly roots: readonly SignedFile[]
  readonly timestamp: SignedFile
  readonly index: SignedFile
}

/** The stored copy of a registry. `floor` is the serial below which nothing is taken any more. */
export interface StoredCopy {
  readonly root: Root
  readonly rootFiles: readonly SignedFile[]
  readonly floor: number
  readonly fetchedAt: Date | undefined
  /** It came in a bundle. */
  readonly carried: boolean
  readonly files: Pick<AcceptedFiles, 'timestamp' | 'index'> | undefined
}

export const copyFolder = (data: string, id: string): string => join(data, 'registries', id)

/**
 * Reads a copy and follows its chain of roots again from the trusted one. `state.json` is what makes a copy valid; it
 * is written last and holds the timestamp, so that a copy is the old one or the new one.
 */
export function readCopy(data: string, source: RegistrySource): StoredCopy {
  const folder = copyFolder(data, source.id)
  const text = readIfPresent(join(folder, 'state.json'))
  if (text === undefined) return noCopy(source.root)
  const {serial, rootVersion, fetchedAt, carried, timestamp} = readState(join(folder, 'state.json'), text)

  const rootFiles: SignedFile[] = []
  let root = source.root
  while (root.version < rootVersion) {
    const file = readSigned(folder, `root/${root.version + 1}.json`)
    if (file === undefined) break
    root = nextRoot(root, file)
    rootFiles.push(file)
  }
  const index = readSigned(folder, `index/${serial}.json`)
  return {
    root,
    rootFiles,
    floor: serial,
    fetchedAt,
    carried,
    files: index === undefined ? undefined : {index, timestamp},
  }
}

/** Nothing was accepted yet: trust begins with this root. */
export const noCopy = (root: Root): StoredCopy => ({
  root,
  rootFiles: [],
  floor: 0,
  fetchedAt: undefined,
  carried: false,
  files: undefined,
})

interface State {
  readonly serial: number
  readonly rootVersion: number
  readonly fetchedAt: Date
  readonly carried: boolean
  readonly timestamp: SignedFile
}

function readState(path: string, text: Buffer): State {
  try {
    const state = fieldsOf(JSON.parse(text.toString()), 'it')
    const timestamp = fieldsOf(state['timestamp'], 'timestamp')
    return {
      serial: wholeOf(state['serial'], 'serial'),
      rootVersion: wholeOf(state['rootVersion'], 'rootVersion'),
      fetchedAt: new Date(timeOf(state['fetchedAt'], 'fetchedAt')),
      carried: state['carried'] === true,
      timestamp: {bytes: bytesOf(timestamp['text']), signature: bytesOf(timestamp['signature'])},
    }
  } catch (cause) {
    throw new OmeError(
      'failed',
      `${path} is damaged: ${fileReason(cause)}`,
      [`forget this copy and fetch a new one: rm -r ${dirname(path)}`],
      {cause, object: path},
    )
  }
}

const clockSkewMs = 10 * 60_000
const shownTime = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`

/** A machine's clock that runs behind what it has already seen would make expired files look fresh. */
export function demandForwardClock(data: string, id: string, {fetchedAt}: StoredCopy, now: Date): void {
  if (fetchedAt === undefined || fetchedAt.getTime() - now.getTime() <= clockSkewMs) return
  throw new OmeError(
    'denied',
    `registry "${id}": this machine's clock says ${shownTime(now)}, but what is stored was fetched at ${shownTime(fetchedAt)}`,
    [
      'set the clock right, then run the command again',
      `if it was wrong then and is right now, forget what was fetched: rm -r ${copyFolder(data, id)}`,
    ],
    {object: `registry/${id}`},
  )
}

/** Checks a stored copy as if it had just come: its signatures, its expiry. */
export function openCopy(
  copy: StoredCopy,
  {now, graceMs}: {readonly now: Date; readonly graceMs?: number | undefined},
): {readonly timestamp: Timestamp; readonly index: PluginIndex} | undefined {
  if (copy.files === undefined) return undefined
  demandFreshRoot(copy.root, now)
  const timestamp = acceptTimestamp(copy.root, copy.files.timestamp, {now, stored: copy.floor, graceMs})
  return {timestamp, index: acceptIndex(copy.root, timestamp, copy.files.index, now)}
}

export interface Accepted {
  /** Of the copy. */
  readonly folder: string
  readonly root: Root
  readonly serial: number
  readonly now: Date
  readonly carried: boolean
}

export function writeCopy({folder, root, serial, now, carried}: Accepted, files: AcceptedFiles): void {
  makeFolder(join(folder, 'root'))
  makeFolder(join(folder, 'index'))
  files.roots.forEach((file, at) => {
    writeSigned(folder, `root/${root.version - files.roots.length + 1 + at}.json`, file)
  })
  writeSigned(folder, `index/${serial}.json`, files.index)
  const {bytes, signature} = files.timestamp
  const state = {
    serial,
    rootVersion: root.version,
    fetchedAt: shownTime(now),
    ...(carried ? {carried} : {}),
    timestamp: {text: bytes.toString(), signature: String(signature)},
  }
  writeAtomic(join(folder, 'state.json'), `${JSON.stringify(state, undefined, 2)}\n`)
  if (!carried) rmSync(join(folder, 'artifacts'), {recursive: true, force: true})
  for (const name of readdirSync(join(folder, 'index')))
    if (!name.startsWith(`${serial}.json`)) rmSync(join(folder, 'index', name), {force: true})
}

/** A published file and its signature. */
export function writeSigned(folder: string, path: string, file: SignedFile): void {
  writeAtomic(join(folder, path), file.bytes)
  if (file.signature !== undefined) writeAtomic(join(folder, `${path}.sig`), file.signature)
}

function readSigned(folder: string, path: string): SignedFile | undefined {
  const bytes = readIfPresent(join(folder, path))
  return bytes === undefined ? undefined : {bytes, signature: readIfPresent(join(folder, `${path}.sig`))}
}

const bytesOf = (value: unknown): Buffer => Buffer.from(textOf(value, 'state.json: timestamp'))

function readIfPresent(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
