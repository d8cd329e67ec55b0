import {closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync} from 'node:fs'
import type {ApiObject} from './api.ts'
import type {ServerState} from './server/server.ts'
import type {Change, Store} from './server/store.ts'
import {type Snapshot, SnapshotError} from './snapshot.ts'

/** The clusters of a sandbox as a journal follows them; the first one's name is empty. */
export type Stores = Readonly<Record<string, Store>>

/** A file to which every change is added, so that the state outlives the process. */
export interface Journal {
  /** Writes what is pending and closes the file; it stays. */
  close(): void
}

const header = {apiVersion: 'sandbox.ome.cli/v1', kind: 'Journal'} as const
const compactFromBytes = 64 * 1024 * 1024

type Line = readonly [cluster: string, revision: number, object: ApiObject, removed?: true]

/**
 * Begins a journal at `path` with all that is stored, and adds every change from here on, before the client that made it
 * gets its answer. Its file is readable by its owner only, since it holds Secrets. `failed` is called
 * once when it can no longer be written.
 */
export function openJournal(
  path: string,
  {scenario, seed}: Pick<Snapshot, 'scenario' | 'seed'>,
  stores: Stores,
  failed: (error: unknown) => void,
): Journal {
  let file = -1
  let pending: Line[] = []
  let written = 0
  let whole = 0

  const begin = (): void => {
    const lines = Object.entries(stores).flatMap(([cluster, store]) =>
      [...store.entries()].map(([, object]): Line => [cluster, store.revision, object]),
    )
    const text = [{...header, scenario, seed}, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('')
    const temporary = `${path}.${process.pid}`
    writeFileSync(temporary, text, {mode: 0o600, flush: true})
    renameSync(temporary, path)
    if (file >= 0) closeSync(file)
    file = openSync(path, 'a', 0o600)
    whole = text.length
    written = 0
  }

  const flush = (): void => {
    if (pending.length === 0 || file < 0) return
    const text = pending.map((line) => `${JSON.stringify(line)}\n`).join('')
    pending = []
    try {
      writeSync(file, text)
      written += text.length
      if (written > compactFromBytes + 4 * whole) begin()
    } catch (error) {
      end()
      failed(error)
    }
  }

  const add =
    (cluster: string) =>
    ({type, revision, object}: Change): void => {
      if (pending.length === 0) queueMicrotask(flush)
      pending.push(type === 'DELETED' ? [cluster, revision, object, true] : [cluster, revision, object])
    }

  begin()
  const stops = Object.entries(stores).map(([cluster, store]) => store.observe(add(cluster)))

  function end(): void {
    for (const stop of stops) stop()
    if (file >= 0) closeSync(file)
    file = -1
  }
  return {
    close() {
      flush()
      end()
    },
  }
}

/**
 * What a journal holds; undefined when there is none. A last line that was cut off by the end of the process is left
 * out. Throws {@link SnapshotError} for a file that is no journal.
 */
export function readJournal(path: string): Omit<Snapshot, 'apiVersion' | 'kind' | 'takenAt'> | undefined {
  if (!existsSync(path)) return undefined
  const [first = '', ...lines] = readFileSync(path, 'utf8').split('\n')
  const {scenario, seed} = headerOf(first)
  const states = new Map<string, {revision: number; objects: Map<string, ApiObject>}>()
  // What follows the last newline is a line that was never finished.
  for (const text of lines.slice(0, -1)) {
    const [cluster, revision, object, removed] = lineOf(text)
    const state = states.get(cluster) ?? {revision: 0, objects: new Map()}
    states.set(cluster, state)
    state.revision = Math.max(state.revision, revision)
    if (removed) state.objects.delete(identityOf(object))
    else state.objects.set(identityOf(object), object)
  }
  const stateOf = ({revision, objects}: {revision: number; objects: Map<string, ApiObject>}): ServerState => ({
    revision,
    objects: [...objects.values()],
  })
  const {'': main, ...clusters} = Object.fromEntries([...states].map(([name, state]) => [name, stateOf(state)]))
  if (!main) throw new SnapshotError('it holds no objects')
  return {scenario, seed, state: main, clusters}
}

function headerOf(text: string): {scenario: string; seed: number} {
  const found = parse(text)
  if (found?.kind !== header.kind || found.apiVersion !== header.apiVersion)
    throw new SnapshotError('it is no journal of a sandbox of this version')
  return {scenario: String(found.scenario), seed: Number(found.seed)}
}

function lineOf(text: string): Line {
  const found = parse(text)
  if (!Array.isArray(found) || typeof found[2] !== 'object') throw new SnapshotError('one of its lines cannot be read')
  const [cluster, revision, object, removed] = found
  return removed ? [cluster, revision, object, true] : [cluster, revision, object]
}

function parse(text: string) {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw new SnapshotError('one of its lines is no JSON')
    throw error
  }
}

const identityOf = ({apiVersion, kind, metadata}: ApiObject): string =>
  [apiVersion.split('/').slice(0, -1).join(), kind, metadata.namespace ?? '', metadata.name].join('\n')
