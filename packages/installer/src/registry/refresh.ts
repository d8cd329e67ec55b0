import {OmeError} from '@ome/sdk/errors'
import {openCopy, readCopy, type StoredCopy, writeCopy} from './copy.ts'
import type {PluginIndex} from './plugin-index.ts'
import type {SignedFile} from './signature.ts'
import {caps, type Root} from './signed-files.ts'
import type {RegistrySource} from './source.ts'
import type {Transport} from './transport.ts'
import {acceptIndex, acceptTimestamp, demandFreshRoot, nextRoot, refusal} from './trust.ts'

/** A registry after its files were checked. */
export interface OpenRegistry {
  readonly source: RegistrySource
  readonly root: Root
  readonly index: PluginIndex
  /** When the timestamp ends, which is the first of the three to end. */
  readonly expires: string
}

const anHour = 3_600_000
const longestChain = 256

export interface RefreshOptions {
  readonly data: string
  readonly now: Date
  readonly transport: Transport
}

/** True when a management command should look for news: a folder always, a server after an hour or when the copy has expired. */
export function isRefreshDue(copy: StoredCopy, transport: Transport, now: Date): boolean {
  if (transport.isLocal || copy.fetchedAt === undefined || copy.files === undefined) return true
  const age = now.getTime() - copy.fetchedAt.getTime()
  return age > anHour || age < 0 || hasExpired(copy.files.timestamp, now)
}

function hasExpired({bytes}: SignedFile, now: Date): boolean {
  const {expires}: {expires?: unknown} = JSON.parse(bytes.toString())
  return typeof expires !== 'string' || Date.parse(expires) <= now.getTime()
}

/** The registry by its stored copy, or by a refresh when one is due. */
export async function openRegistry(source: RegistrySource, options: RefreshOptions): Promise<OpenRegistry> {
  const copy = readCopy(options.data, source)
  if (isRefreshDue(copy, options.transport, options.now)) return refreshRegistry(source, options)
  const opened = openCopy(copy, options.now)
  if (opened === undefined) return refreshRegistry(source, options)
  return {source, root: copy.root, index: opened.index, expires: opened.timestamp.expires}
}

/**
 * Fetches root chain, timestamp and index, checks each before it is used, and replaces the stored copy in one step. On
 * any refusal or failure the old copy stays.
 */
export async function refreshRegistry(
  source: RegistrySource,
  {data, now, transport}: RefreshOptions,
): Promise<OpenRegistry> {
  const copy = readCopy(data, source)
  const chain = await fetchRoots(copy, transport)
  demandFreshRoot(chain.root, now)

  const timestampFile = await fetchSigned(source.id, transport, 'timestamp.json', caps.timestamp)
  const timestamp = acceptTimestamp(chain.root, timestampFile, {now, stored: copy.floor})

  const path = `index/${timestamp.serial}.json`
  const indexFile = await fetchSigned(source.id, transport, path, Math.min(caps.index, timestamp.index.size + 1))
  const index = acceptIndex(chain.root, timestamp, indexFile, now)

  writeCopy(data, chain.root, timestamp.serial, {roots: chain.files, timestamp: timestampFile, index: indexFile}, now)
  return {source, root: chain.root, index, expires: timestamp.expires}
}

async function fetchRoots(
  copy: StoredCopy,
  transport: Transport,
): Promise<{readonly root: Root; readonly files: readonly SignedFile[]}> {
  const files = [...copy.rootFiles]
  let root = copy.root
  for (let links = 0; links < longestChain; links += 1) {
    const path = `root/${root.version + 1}.json`
    const bytes = await transport.read(path, caps.root)
    if (bytes === undefined) return {root, files}
    const file = {bytes, signature: await transport.read(`${path}.sig`, caps.signature)}
    root = nextRoot(root, file)
    files.push(file)
  }
  throw refusal(root.registry, `its chain of roots does not end after ${longestChain} versions`)
}

async function fetchSigned(id: string, transport: Transport, path: string, cap: number): Promise<SignedFile> {
  const bytes = await transport.read(path, cap)
  if (bytes === undefined)
    throw new OmeError(
      'unreachable',
      `registry "${id}": ${path} is not there`,
      ['see its address: ome registry list'],
      {object: `registry/${id}`},
    )
  return {bytes, signature: await transport.read(`${path}.sig`, caps.signature)}
}
