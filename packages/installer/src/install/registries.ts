import {OmeError} from '@ome/sdk/errors'
import {openCopy, readCopy} from '../registry/copy.ts'
import {isRefreshDue, keepNews, lookForNews, type OpenRegistry} from '../registry/refresh.ts'
import type {RegistrySource} from '../registry/source.ts'
import {whileBusy} from './busy.ts'
import {spellings} from './names.ts'
import {demandPermitted, isPermitted} from './permitted-registry.ts'
import {demandRegistries, ownerOf} from './resolve.ts'
import {noted, refreshOptions, type Workbench} from './workbench.ts'

export interface ListedRegistry {
  readonly id: string
  /** Without credentials. */
  readonly url: string
  readonly purpose: 'production' | 'development'
  /** The npm registry that has its archives. */
  readonly npm?: string
  readonly scopes: readonly string[]
  readonly rootVersion: number
  readonly rootKeys: readonly string[]
  /** Absent until the first refresh. */
  readonly serial?: number
  readonly expires?: string
  /** Why the stored copy cannot be used. */
  readonly problem?: string
}

/** The registries this program trusts and what is stored of them; nothing is fetched. */
export const listRegistries = (bench: Workbench): readonly ListedRegistry[] =>
  bench.registries.map((source) => toListed(bench, source))

/** Fetches the news of one registry or of all. */
export async function refreshRegistries(
  bench: Workbench,
  id: string | undefined,
): Promise<readonly {readonly id: string; readonly serial: number}[]> {
  demandRegistries(bench)
  const sources = bench.registries.filter((source) =>
    id === undefined ? isPermitted(bench, source.id) : source.id === id,
  )
  if (id === undefined) {
    const leftOut = bench.registries.filter((source) => !isPermitted(bench, source.id)).map((source) => source.id)
    if (sources.length === 0) throw noneLeft(bench, leftOut)
    for (const one of leftOut) bench.say(`note: registry "${one}" is left out: the policy does not permit it`)
  }
  if (sources.length === 0)
    throw new OmeError('not-found', `registry "${id}" is not known`, ['see what is: ome registry list'], {
      object: `registry/${id}`,
    })
  const done: {id: string; serial: number}[] = []
  for (const source of sources) done.push({id: source.id, serial: (await refreshOne(bench, source)).index.serial})
  return done
}

/**
 * Fetches what is due of the servers that own some names, so that a look at them under the lock asks no server. What a
 * bundle brought is left to that look.
 */
export async function refreshDue(bench: Workbench, names: readonly string[]): Promise<void> {
  const owners = names
    .flatMap(spellings)
    .map((name) => ownerOf(bench.registries, name, ({id}) => isPermitted(bench, id)))
    .filter((source) => source !== undefined)
  for (const source of new Set(owners)) {
    const options = refreshOptions(bench, source)
    const copy = readCopy(bench.data, source)
    if (!isPermitted(bench, source.id) || options.transport.isLocal || copy.carried) continue
    if (isRefreshDue(copy, options)) await refreshOne(bench, source)
  }
}

/** Holds the data folder only to write: a server may be silent for long. */
async function refreshOne(bench: Workbench, source: RegistrySource): Promise<OpenRegistry> {
  demandPermitted(bench, source.id)
  const options = refreshOptions(bench, source)
  const news = await bench.during(`reading registry ${source.id}`, lookForNews(source, options))
  return whileBusy(bench, async () => noted(bench, keepNews(source, news, options)))
}

function noneLeft({policy}: Workbench, leftOut: readonly string[]): OmeError {
  const {registries = [], origins} = policy
  return new OmeError(
    'denied',
    `no registry is left to refresh: ${origins['registries'] ?? 'the policy'} permits ${registries.join(', ') || 'none'} and leaves out ${leftOut.join(', ')}`,
    ['see what is known: ome registry list'],
  )
}

function toListed(bench: Workbench, source: RegistrySource): ListedRegistry {
  const row = {
    id: source.id,
    url: withoutCredentials(source.url),
    ...(source.npm === undefined ? {} : {npm: source.npm}),
    purpose: source.root.purpose,
    scopes: source.scopes,
  }
  try {
    const copy = readCopy(bench.data, source)
    const rooted = {...row, rootVersion: copy.root.version, rootKeys: copy.root.roles.root.keys}
    demandPermitted(bench, source.id)
    const opened = openCopy(copy, {now: bench.now(), graceMs: refreshOptions(bench, source).graceMs})
    if (opened === undefined) return rooted
    return {...rooted, serial: opened.index.serial, expires: opened.timestamp.expires}
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    return {...row, rootVersion: source.root.version, rootKeys: source.root.roles.root.keys, problem}
  }
}

function withoutCredentials(url: string): string {
  if (!URL.canParse(url)) return url
  const parsed = new URL(url)
  parsed.username = ''
  parsed.password = ''
  return parsed.href
}
