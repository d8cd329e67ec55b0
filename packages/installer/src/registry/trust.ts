import {createHash} from 'node:crypto'
import {OmeError} from '@ome/sdk/errors'
import {parseCanonical} from './canonical.ts'
import {fileReason} from './file-reason.ts'
import {type PluginIndex, readIndex} from './plugin-index.ts'
import {countSignatures, type Role, type SignedFile} from './signature.ts'
import {type Root, readRoot, readTimestamp, type Timestamp} from './signed-files.ts'

/** The decisions of the registry client: pure, over bytes that somebody else fetched. Each refusal is `denied`. */

/** The next root of a chain: signed by the thresholds of the root before **and** its own. */
export function nextRoot(trusted: Root, file: SignedFile): Root {
  const what = `root/${trusted.version + 1}.json`
  demandSignatures('root', trusted, file, what)
  const next = read(trusted.registry, what, file, readRoot)
  demandSignatures('root', {...next, registry: trusted.registry}, file, what)
  if (next.registry !== trusted.registry)
    throw refusal(trusted.registry, `${what} belongs to registry "${next.registry}"`)
  if (next.version !== trusted.version + 1)
    throw refusal(trusted.registry, `${what} says it is version ${next.version}`)
  if (next.purpose !== trusted.purpose)
    throw refusal(trusted.registry, `${what} changes the purpose to ${next.purpose}`)
  return next
}

/** A root that stands alone (embedded or given by hand): it must carry its own threshold of signatures. */
export function firstRoot(registry: string, file: SignedFile): Root {
  const root = read(registry, 'the root', file, readRoot)
  if (root.registry !== registry) throw refusal(registry, `the root belongs to registry "${root.registry}"`)
  demandSignatures('root', root, file, 'the root')
  return root
}

export function demandFreshRoot(root: Root, now: Date): void {
  demandUnexpired(root.registry, `root/${root.version}.json`, root.expires, now)
}

export interface TimestampRules {
  readonly now: Date
  /** Serial of the copy already accepted; nothing older is taken. */
  readonly stored: number
  /** How long past its expiry it is still taken, by policy; the index's own expiry stays the end. */
  readonly graceMs?: number | undefined
}

export function acceptTimestamp(root: Root, file: SignedFile, {now, stored, graceMs = 0}: TimestampRules): Timestamp {
  demandSignatures('timestamp', root, file, 'timestamp.json')
  const timestamp = read(root.registry, 'timestamp.json', file, readTimestamp)
  demandRegistry(root, timestamp.registry, 'timestamp.json')
  demandUnexpired(root.registry, 'timestamp.json', timestamp.expires, new Date(now.getTime() - graceMs))
  if (timestamp.serial < stored)
    throw refusal(
      root.registry,
      `timestamp.json goes back to serial ${timestamp.serial}, serial ${stored} was seen before`,
    )
  return timestamp
}

export function acceptIndex(root: Root, timestamp: Timestamp, file: SignedFile, now: Date): PluginIndex {
  const what = `index/${timestamp.serial}.json`
  if (file.bytes.length !== timestamp.index.size || sha512(file.bytes) !== timestamp.index.sha512)
    throw refusal(root.registry, `${what} is not the file that timestamp.json names`)
  demandSignatures('index', root, file, what)
  const index = read(root.registry, what, file, readIndex)
  demandRegistry(root, index.registry, what)
  if (index.serial !== timestamp.serial) throw refusal(root.registry, `${what} says it is serial ${index.serial}`)
  demandUnexpired(root.registry, what, index.expires, now)
  return index
}

export function refusal(registry: string, message: string, cause?: unknown): OmeError {
  return new OmeError(
    'denied',
    `registry "${registry}": ${message}`,
    ['nothing was changed; tell the owner of the registry, or try another mirror of it'],
    {object: `registry/${registry}`, cause},
  )
}

function demandSignatures(role: Role, root: Root, file: SignedFile, what: string): void {
  const quorum = root.roles[role]
  if (file.signature === undefined) throw refusal(root.registry, `${what} has no signature`)
  const count = counted(role, root, file, what)
  if (count >= quorum.threshold) return
  throw refusal(
    root.registry,
    quorum.threshold === 1
      ? `${what} is not signed by a key of the role "${role}"`
      : `${what} has ${count} of the ${quorum.threshold} signatures that the role "${role}" needs`,
  )
}

function counted(role: Role, root: Root, file: SignedFile, what: string): number {
  try {
    return countSignatures(role, root.registry, file, root.keys, root.roles[role])
  } catch (cause) {
    throw refusal(root.registry, `the signature of ${what} cannot be read: ${fileReason(cause)}`, cause)
  }
}

function read<Content>(registry: string, what: string, file: SignedFile, reader: (value: unknown) => Content): Content {
  try {
    return reader(parseCanonical(file.bytes))
  } catch (cause) {
    throw refusal(registry, `${what} cannot be read: ${fileReason(cause)}`, cause)
  }
}

function demandRegistry(root: Root, named: string, what: string): void {
  if (named !== root.registry) throw refusal(root.registry, `${what} belongs to registry "${named}"`)
}

function demandUnexpired(registry: string, what: string, expires: string, now: Date): void {
  if (Date.parse(expires) > now.getTime()) return
  throw refusal(registry, `${what} expired on ${expires}: the registry is not kept up, or somebody holds its news back`)
}

const sha512 = (bytes: Buffer): string => createHash('sha512').update(bytes).digest('hex')
