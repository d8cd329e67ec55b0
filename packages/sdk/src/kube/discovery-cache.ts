import {readFileSync, renameSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {makeFolder} from '../disk/make-folder.ts'
import type {Resource} from '../kube.ts'

/** The resources under `/api` or `/apis`, and the ETag they came with. */
export interface DiscoveredHalf {
  readonly resources: readonly Resource[]
  readonly etag?: string
}

export interface Discovered {
  readonly api: DiscoveredHalf
  readonly apis: DiscoveredHalf
  /** Milliseconds since 1970 of the last time the server confirmed it. */
  readonly checkedAt: number
}

export interface DiscoveryCache {
  /** Undefined when there is none, or none that can be read: it is then made anew. */
  read(): Discovered | undefined
  write(found: Discovered): void
}

/** One file per server, `<folder>/discovery/<server>.json`, for the person alone. */
export function discoveryCache(folder: string, server: string): DiscoveryCache {
  const file = join(folder, 'discovery', `${server.replace(/^https?:\/\//, '').replace(/[^A-Za-z0-9.-]/g, '_')}.json`)
  let held: Discovered | undefined
  return {
    read() {
      held ??= load(file, server)
      return held
    },
    write(found) {
      held = found
      store(file, JSON.stringify({format: 1, server, ...found}))
    },
  }
}

function load(file: string, server: string): Discovered | undefined {
  try {
    const stored: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isStored(stored) && stored.server === server ? stored : undefined
  } catch {
    // Absent or damaged: the server is asked, and the file written anew.
    return undefined
  }
}

const isStored = (value: unknown): value is Discovered & {readonly server: string} =>
  isFields(value) &&
  value['format'] === 1 &&
  typeof value['checkedAt'] === 'number' &&
  isHalf(value['api']) &&
  isHalf(value['apis'])
const isHalf = (value: unknown): value is DiscoveredHalf => isFields(value) && Array.isArray(value['resources'])
const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

function store(file: string, text: string) {
  const draft = `${file}.${process.pid}`
  try {
    makeFolder(dirname(file), 0o700)
    writeFileSync(draft, text, {mode: 0o600})
    renameSync(draft, file)
  } catch (error) {
    // A full or read-only disk costs the next command a request, not this one its result.
    if (!(error instanceof Error && 'syscall' in error)) throw error
  }
}
