import {fieldsOf, mapOf, oneOf, textOf, texts, timeOf, wholeOf} from './shape.ts'
import type {Keys, Quorum, Role} from './signature.ts'

/** Largest accepted bytes per published file. */
export const caps = {
  root: 64 * 1024,
  timestamp: 4 * 1024,
  index: 16 * 1024 * 1024,
  signature: 16 * 1024,
  artifact: 64 * 1024 * 1024,
} as const

export interface Root {
  readonly registry: string
  readonly version: number
  readonly expires: string
  readonly purpose: 'production' | 'development'
  readonly keys: Keys
  readonly roles: Readonly<Record<Role, Quorum>>
}

export interface Timestamp {
  readonly registry: string
  readonly serial: number
  readonly expires: string
  readonly index: {readonly size: number; readonly sha512: string}
}

export const schemas = {root: 'ome-root/1', timestamp: 'ome-timestamp/1', index: 'ome-index/1'} as const

export const registryId = /^[a-z0-9][a-z0-9-]{0,62}$/

/** Reads the content of a root file; throws with the place of the first thing that is wrong. */
export function readRoot(value: unknown): Root {
  const root = fieldsOf(value, 'root')
  oneOf(root['schema'], 'root.schema', [schemas.root])
  const keys = mapOf(root['keys'], 'root.keys', (key, what) => textOf(key, what, /^[A-Za-z0-9+/]{43}=$/))
  const roles = fieldsOf(root['roles'], 'root.roles')
  return {
    registry: textOf(root['registry'], 'root.registry', registryId),
    version: wholeOf(root['version'], 'root.version'),
    expires: timeOf(root['expires'], 'root.expires'),
    purpose: oneOf(root['purpose'], 'root.purpose', ['production', 'development']),
    keys,
    roles: {
      root: readQuorum(roles['root'], 'root.roles.root', keys),
      index: readQuorum(roles['index'], 'root.roles.index', keys),
      timestamp: readQuorum(roles['timestamp'], 'root.roles.timestamp', keys),
    },
  }
}

export function readTimestamp(value: unknown): Timestamp {
  const timestamp = fieldsOf(value, 'timestamp')
  oneOf(timestamp['schema'], 'timestamp.schema', [schemas.timestamp])
  const index = fieldsOf(timestamp['index'], 'timestamp.index')
  return {
    registry: textOf(timestamp['registry'], 'timestamp.registry', registryId),
    serial: wholeOf(timestamp['serial'], 'timestamp.serial'),
    expires: timeOf(timestamp['expires'], 'timestamp.expires'),
    index: {
      size: wholeOf(index['size'], 'timestamp.index.size'),
      sha512: textOf(index['sha512'], 'timestamp.index.sha512', /^[0-9a-f]{128}$/),
    },
  }
}

function readQuorum(value: unknown, what: string, keys: Keys): Quorum {
  const quorum = fieldsOf(value, what)
  const ids = texts(quorum['keys'], `${what}.keys`)
  const threshold = wholeOf(quorum['threshold'], `${what}.threshold`)
  if (new Set(ids).size !== ids.length) throw new Error(`${what}.keys names a key twice`)
  const unknown = ids.find((id) => !Object.hasOwn(keys, id))
  if (unknown !== undefined) throw new Error(`${what}.keys names ${unknown}, which is not among the keys`)
  if (threshold < 1 || threshold > ids.length) throw new Error(`${what}.threshold is not between 1 and ${ids.length}`)
  return {keys: ids, threshold}
}
