import {join} from 'node:path'
import {copyFolder, openCopy, readCopy} from '@ome/installer/registry/copy'
import {fetchNews, type OpenRegistry} from '@ome/installer/registry/refresh'
import {embeddedRegistries, type RegistrySource, trustedRegistries} from '@ome/installer/registry/source'
import {transportOf} from '@ome/installer/registry/transport'
import type {Context, Folders} from '@ome/sdk/context'
import {isOmeError} from '@ome/sdk/errors'
import {type RouteIndex, stamps} from './route-index.ts'

export interface KnownRegistries {
  readonly sources: readonly RegistrySource[]
  /** Those whose index is on this machine and verified. */
  readonly open: readonly OpenRegistry[]
  /** Files whose change means that there is another index, with their stamps. */
  readonly watched: RouteIndex['watched']
}

interface Place {
  readonly hostRoot: string
  readonly folders: Folders
  readonly env: Context['env']
  /** `registries` of config.yaml. */
  readonly configured: unknown
  readonly now: Date
}

/** The indexes that are on this machine, verified as on the day they were fetched. Nothing goes over a network. */
export async function knownRegistries(place: Place): Promise<KnownRegistries> {
  const sources = trusted(place)
  const watched = stamps([
    join(place.hostRoot, 'dist', 'registry.json'),
    ...sources.flatMap(({id, url}) => [
      join(copyFolder(place.folders.data, id), 'state.json'),
      ...(isWeb(url) ? [] : [join(url, 'timestamp.json')]),
    ]),
  ])
  const open = await Promise.all(sources.map((source) => openStored(source, place)))
  return {sources, open: open.filter((registry) => registry !== undefined), watched}
}

/** What is wrong with a registry or its settings is said by the commands that manage plugins, not by every start. */
function trusted({hostRoot, folders, configured}: Place): readonly RegistrySource[] {
  try {
    const embedded = embeddedRegistries(hostRoot)
    return trustedRegistries({embedded, setting: configured, folder: folders.config, data: folders.data})
  } catch (error) {
    if (isOmeError(error)) return []
    throw error
  }
}

async function openStored(source: RegistrySource, {folders, env, now}: Place): Promise<OpenRegistry | undefined> {
  try {
    const copy = readCopy(folders.data, source)
    // An index that has expired meanwhile still tells what there is; before anything is installed it is fetched anew.
    const opened = copy.fetchedAt && openCopy(copy, {now: copy.fetchedAt})
    if (opened) return {source, root: copy.root, index: opened.index, expires: opened.timestamp.expires}
    if (isWeb(source.url)) return undefined
    const transport = transportOf(source, {signal: AbortSignal.timeout(2000), env})
    const {root, index, timestamp} = await fetchNews(copy, {now, transport})
    return {source, root, index, expires: timestamp.expires}
  } catch (error) {
    if (isOmeError(error)) return undefined
    throw error
  }
}

const isWeb = (url: string): boolean => /^https?:/.test(url)
