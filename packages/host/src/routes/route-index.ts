import {join} from 'node:path'
import type {Personality} from '@ome/installer/artifact/personality'
import type {Blocked} from '@ome/installer/install/active-plugins'
import type {WaysOut} from '@ome/installer/install/way-out-hints'
import {checksum} from '@ome/sdk/disk/checksum'
import {readOwnFile} from '@ome/sdk/disk/own-file'
import {stampOf} from '@ome/sdk/disk/stamp'
import {OmeError} from '@ome/sdk/errors'
import type {Risk} from '@ome/sdk/need'
import type {SdkUse} from '../launch/sdk-symbols.ts'

/** A plugin whose commands can run. */
export interface PluginRow {
  /** npm name. */
  readonly name: string
  readonly version: string
  readonly origin: 'host' | 'workspace' | 'installed' | 'link'
  /** Of an installed plugin, by its signed index. */
  readonly publisher?: string
  /** Of an installed plugin: the registry it came from. */
  readonly registry?: string
  readonly root: string
  /** Absolute path of the CommonJS bundle with the `commands` object. */
  readonly file: string
  /** Its commands are programs or images of any language; `file` is the manifest that describes them. */
  readonly programs?: true
  /** Size and time of the bundle of an installed plugin when it was last found to be the one installed. */
  readonly mark?: string
  /** Why it must not run; its commands are hidden and refused. */
  readonly blocked?: Blocked
  /** Its registry has withdrawn the release, which still runs. */
  readonly withdrawn?: true
  /** Of a withdrawn release: where it can go to. */
  readonly ways?: WaysOut
  /** Versions of the sdk it can run with, from `ome.hostApi` of its package.json. */
  readonly hostApi?: string
  /** What it takes of the sdk, when it was built with a newer one than this. */
  readonly newerSdk?: SdkUse
  /** Summaries of the topics it brings, from `oclif.topics` of its package.json. */
  readonly topics?: Readonly<Record<string, string>>
  /** Topics whose ids are its own where several plugins have them, by the signed index or `ome.topics`; with colons. */
  readonly owns?: readonly string[]
  /** Personality files it brings, as paths below its root. */
  readonly personalities?: readonly string[]
}

/** Plugin number, what the command does, how much it can change, `hidden`, and whether it needs rights in a cluster. */
export type CommandRow = readonly [plugin: number, summary: string, risk: Risk, hidden?: 0 | 1, cluster?: 1]

export interface TopicRow {
  readonly name: string
  readonly summary: string
}

/** What a release of the registry would add. */
export interface OfferRow {
  readonly plugin: string
  readonly version: string
  readonly registry: string
  /** The older release that is installed and lacks these commands. */
  readonly installed?: string
  readonly summary: string
  /** Ids with their summaries. */
  readonly commands: Readonly<Record<string, string>>
  readonly risks: Readonly<Record<string, Risk>>
  /** Other names of the program that the release brings words for. */
  readonly programs?: readonly string[]
}

/** A plugin that a registry announces and has no release of. */
export interface AnnouncedRow {
  readonly plugin: string
  /** With colons. */
  readonly topics: readonly string[]
}

/** All that a start needs to know, so that it reads no manifest and no YAML. */
export interface RouteIndex {
  /** From {@link indexKey}: several checkouts or data folders may share one cache. */
  readonly key: string
  readonly version: string
  /** Every file the index was made from, with its size, time and inode; a difference makes the index stale. */
  readonly watched: Readonly<Record<string, string>>
  readonly plugins: readonly PluginRow[]
  readonly commands: Readonly<Record<string, CommandRow>>
  /** Other ids of commands. */
  readonly aliases: Readonly<Record<string, string>>
  /** Commands whose id another plugin owns. */
  readonly losers: readonly {readonly id: string; readonly plugin: string}[]
  readonly topics: readonly TopicRow[]
  /** Other names of the program, with their words. */
  readonly personalities?: readonly Personality[]
  /** In the view of a personality: the canonical id behind each of its ids. */
  readonly canonical?: Readonly<Record<string, string>>
  /** Commands of plugins that are not installed, by the stored registry indexes. */
  readonly offers: readonly OfferRow[]
  /** Plugins to come, by the stored registry indexes. */
  readonly announced?: readonly AnnouncedRow[]
  /** Commands that another plugin owns than in the index before, until they are used; with that plugin's name. */
  readonly moved: Readonly<Record<string, string>>
  /** Flags that take a value in every command that has them, as typed (`-n`, `--namespace`). */
  readonly valueFlags: readonly string[]
  /** The user's config.yaml as parsed, or why it could not be. */
  readonly config: Readonly<Record<string, unknown>>
  readonly configError?: {readonly message: string; readonly hints: readonly string[]}
  /** Text of `ome --help` for 80 columns without colour. */
  readonly rootHelp: string
  /** Lines about plugins that were left out, shown once per index. */
  readonly notices: readonly string[]
}

/** What an index is good for: this host, and the plugins and settings of these folders. */
export const indexKey = (
  dist: string,
  version: string,
  {data, config}: {readonly data: string; readonly config: string},
): string => [version, dist, data, config].join('\n')

export const indexPath = (cache: string): string => join(cache, 'routes.json')

/** The cached index, or undefined when there is none, it is damaged, or one of its sources has changed. */
export function readIndex(cache: string, key: string): RouteIndex | undefined {
  const index = decodeIndex(readOwnFile(indexPath(cache)))
  if (index?.key !== key) return undefined
  for (const path in index.watched) if (stampOf(path) !== index.watched[path]) return undefined
  return index
}

/** To be raised with every change of what an index holds: builds of one version, as in a checkout, may differ in it. */
const shape = 2

const headOf = (body: Uint8Array): string => `routes/${shape} ${checksum(body)}`

/** One line with the shape and the check sum, then the JSON. */
export function encodeIndex(index: RouteIndex): string {
  const body = Buffer.from(JSON.stringify(index))
  return `${headOf(body)}\n${body}`
}

export function decodeIndex(bytes: Buffer | undefined): RouteIndex | undefined {
  const end = bytes?.indexOf('\n') ?? -1
  if (!bytes || end < 0) return undefined
  const body = bytes.subarray(end + 1)
  // The line vouches for the shape: only encodeIndex writes it.
  return bytes.toString('latin1', 0, end) === headOf(body) ? (JSON.parse(body.toString()) as RouteIndex) : undefined
}

export const stamps = (paths: readonly string[]): RouteIndex['watched'] =>
  Object.fromEntries(paths.map((path) => [path, stampOf(path)]))

/** The plugin that runs when an id is typed. */
export const ownerName = (
  {commands, aliases, plugins}: Pick<RouteIndex, 'commands' | 'aliases' | 'plugins'>,
  id: string,
): string | undefined => plugins[commands[aliases[id] ?? id]?.[0] ?? -1]?.name

/** The index in the cache, whether it is up to date or not. */
export const knownIndex = (cache: string): RouteIndex | undefined => decodeIndex(readOwnFile(indexPath(cache)))

const unsaved = Symbol.for('ome.routes/unsaved')

interface Unsaved {
  readonly cache: string
  readonly index: RouteIndex
}

/**
 * Keeps an index that could not be written for the host's commands, which lie in another bundle than the launcher;
 * undefined when one could be written again.
 */
export const holdUnsaved = (cache: string, index: RouteIndex | undefined): void =>
  void Reflect.set(globalThis, unsaved, index && {cache, index})

/** The index the running command was found by, when there is one. */
export function indexAtHand(cache: string): RouteIndex | undefined {
  const held = Reflect.get(globalThis, unsaved) as Unsaved | undefined
  return held?.cache === cache ? held.index : knownIndex(cache)
}

/** The index the running command was found by: the launcher has just checked or made it. */
export function indexInUse(cache: string): RouteIndex {
  const index = indexAtHand(cache)
  if (index) return index
  throw new OmeError('failed', `${indexPath(cache)} cannot be read`, ['check that the cache folder can be written'])
}
