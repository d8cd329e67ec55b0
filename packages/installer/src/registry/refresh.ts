import {isOmeError, OmeError} from '@ome/sdk/errors'
import {copyFolder, demandForwardClock, openCopy, readCopy, type StoredCopy, writeCopy} from './copy.ts'
import type {PluginIndex} from './plugin-index.ts'
import type {SignedFile} from './signature.ts'
import {caps, type Root, type Timestamp} from './signed-files.ts'
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

/** What a registry publishes, checked, with the bytes it came as. */
export interface News {
  readonly root: Root
  /** From the trusted root on, the newest last. */
  readonly rootFiles: readonly SignedFile[]
  readonly timestamp: Timestamp
  readonly timestampFile: SignedFile
  readonly index: PluginIndex
  readonly indexFile: SignedFile
}

const anHour = 3_600_000
const longestChain = 256

export interface RefreshOptions {
  readonly data: string
  readonly now: Date
  readonly transport: Transport
  /** How long past its expiry a timestamp is taken, by policy. */
  readonly graceMs?: number | undefined
  /** The transport is a bundle that was carried here: no server is asked again before what it brought has expired. */
  readonly carried?: boolean
}

/**
 * True when a management command should look for news: a folder always, a server after an hour or when the copy has
 * expired. What a bundle brought is looked after by whoever carries bundles, until it expires.
 */
export function isRefreshDue(copy: StoredCopy, {transport, now, graceMs = 0}: RefreshOptions): boolean {
  if (copy.fetchedAt === undefined || copy.files === undefined) return true
  if (copy.carried) return hasExpired(copy.files.timestamp, new Date(now.getTime() - graceMs))
  if (transport.isLocal) return true
  return now.getTime() - copy.fetchedAt.getTime() > anHour || hasExpired(copy.files.timestamp, now)
}

function hasExpired({bytes}: SignedFile, now: Date): boolean {
  const {expires}: {expires?: unknown} = JSON.parse(bytes.toString())
  return typeof expires !== 'string' || Date.parse(expires) <= now.getTime()
}

/** The registry by its stored copy, or by a refresh when one is due. */
export async function openRegistry(source: RegistrySource, options: RefreshOptions): Promise<OpenRegistry> {
  const {data, now, graceMs} = options
  const copy = readCopy(data, source)
  demandForwardClock(data, source.id, copy, now)
  if (isRefreshDue(copy, options))
    return copy.carried ? refreshCarried(source, options) : refreshRegistry(source, options)
  const opened = openCopy(copy, {now, graceMs})
  if (opened === undefined) return refreshRegistry(source, options)
  return {source, root: copy.root, index: opened.index, expires: opened.timestamp.expires}
}

/** What a bundle brought has expired: where there is no network, another one is the way out. */
async function refreshCarried(source: RegistrySource, options: RefreshOptions): Promise<OpenRegistry> {
  try {
    return await refreshRegistry(source, options)
  } catch (cause) {
    if (!isOmeError(cause) || cause.kind !== 'unreachable') throw cause
    throw new OmeError(
      'unreachable',
      `${cause.message}, and what a bundle brought has expired`,
      ['bring a newer one: ome registry bundle import FILE'],
      {cause, object: `registry/${source.id}`},
    )
  }
}

/**
 * Fetches root chain, timestamp and index, checks each before it is used, and replaces the stored copy in one step. On
 * any refusal or failure the old copy stays.
 */
export async function refreshRegistry(source: RegistrySource, options: RefreshOptions): Promise<OpenRegistry> {
  return keepNews(source, await lookForNews(source, options), options)
}

/** The half of a refresh that may take long and writes nothing. */
export async function lookForNews(source: RegistrySource, options: RefreshOptions): Promise<News> {
  const copy = readCopy(options.data, source)
  demandForwardClock(options.data, source.id, copy, options.now)
  return await fetchNews(copy, options)
}

/** The half that writes: replaces the stored copy, unless somebody has brought a newer one since the look. */
export function keepNews(source: RegistrySource, news: News, options: RefreshOptions): OpenRegistry {
  const {data, now, graceMs, carried = false} = options
  const {root, rootFiles, timestamp, timestampFile, index, indexFile} = news
  const copy = readCopy(data, source)
  if (copy.floor > timestamp.serial || copy.root.version > root.version) {
    const opened = openCopy(copy, {now, graceMs})
    if (opened === undefined)
      throw refusal(source.id, `serial ${copy.floor} was seen before, this is ${timestamp.serial}`)
    return {source, root: copy.root, index: opened.index, expires: opened.timestamp.expires}
  }
  writeCopy(
    {folder: copyFolder(data, source.id), root, serial: timestamp.serial, now, carried},
    {roots: rootFiles, timestamp: timestampFile, index: indexFile},
  )
  return {source, root, index, expires: timestamp.expires}
}

/** Fetches and checks what a registry publishes, and keeps nothing. */
export async function fetchNews(copy: StoredCopy, options: Omit<RefreshOptions, 'data'>): Promise<News> {
  const {now, transport, graceMs} = options
  const {root, files} = await fetchRoots(copy, transport)
  demandFreshRoot(root, now)

  const timestampFile = await fetchSigned(root.registry, transport, 'timestamp.json', caps.timestamp)
  const timestamp = acceptTimestamp(root, timestampFile, {now, stored: copy.floor, graceMs})

  const path = `index/${timestamp.serial}.json`
  const indexFile = await fetchSigned(root.registry, transport, path, Math.min(caps.index, timestamp.index.size + 1))
  const index = acceptIndex(root, timestamp, indexFile, now)
  return {root, rootFiles: files, timestamp, timestampFile, index, indexFile}
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
