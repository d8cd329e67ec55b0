import type {ServerState} from './server/server.ts'

/** Everything a sandbox needs to go on where it was: what is stored, and what it was started with. */
export interface Snapshot {
  readonly apiVersion: 'sandbox.ome.cli/v1'
  readonly kind: 'Snapshot'
  /** Scenario that brought definitions, controllers, contexts and stand-ins. */
  readonly scenario: string
  readonly seed: number
  /** RFC 3339, when it was taken. */
  readonly takenAt: string
  readonly state: ServerState
  /** Of the scenario's further clusters, by name. */
  readonly clusters: Readonly<Record<string, ServerState>>
}

/** Thrown for a file that is no snapshot of this sandbox. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError'
}

/** Reads a snapshot from its JSON text. Throws {@link SnapshotError} naming what is wrong. */
export function parseSnapshot(text: string): Snapshot {
  const value = jsonOf(text)
  if (!isObject(value) || value['kind'] !== 'Snapshot') throw new SnapshotError('it is no snapshot of a sandbox')
  if (value['apiVersion'] !== 'sandbox.ome.cli/v1')
    throw new SnapshotError(`it is of version "${value['apiVersion']}", which this version cannot read`)
  const {scenario, seed, takenAt, state, clusters} = value
  if (typeof scenario !== 'string' || typeof seed !== 'number' || typeof takenAt !== 'string')
    throw new SnapshotError('scenario, seed or takenAt is missing')
  if (!isState(state) || !isObject(clusters) || !Object.values(clusters).every(isState))
    throw new SnapshotError('its objects cannot be read')
  return {
    apiVersion: value['apiVersion'],
    kind: value['kind'],
    scenario,
    seed,
    takenAt,
    state,
    clusters: states(clusters),
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw new SnapshotError(`it is no JSON: ${error.message}`)
    throw error
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const isState = (value: unknown): value is ServerState =>
  isObject(value) &&
  Number.isSafeInteger(value['revision']) &&
  Array.isArray(value['objects']) &&
  value['objects'].every(isStored)

const isStored = (value: unknown): boolean =>
  isObject(value) &&
  typeof value['apiVersion'] === 'string' &&
  typeof value['kind'] === 'string' &&
  isObject(value['metadata']) &&
  typeof value['metadata']['name'] === 'string'

const states = (clusters: Record<string, unknown>): Record<string, ServerState> =>
  Object.fromEntries(Object.entries(clusters).flatMap(([name, one]) => (isState(one) ? [[name, one]] : [])))
