import {createHash} from 'node:crypto'
import type {Need} from '@ome/sdk/need'
import {lt} from 'semver'
import {canonicalText} from '../registry/canonical.ts'
import {type IndexCommand, type IndexPlugin, type IndexRelease, risks} from '../registry/plugin-index.ts'
import type {OpenRegistry} from '../registry/refresh.ts'
import type {Chosen} from './choose-release.ts'
import type {Found} from './found-plugin.ts'
import type {StoredRelease} from './lock.ts'

export interface Difference<Item> {
  readonly added: readonly Item[]
  readonly removed: readonly Item[]
}

/** What one installation would do, decided before anything is fetched. */
export interface InstallPlan {
  readonly registry: OpenRegistry
  readonly plugin: IndexPlugin
  readonly release: IndexRelease
  readonly channel: string
  readonly from?: StoredRelease
  readonly commands: Difference<IndexCommand>
  readonly needs: Difference<Need>
  readonly network: Difference<string>
  /** The release may do more than the one before: rights, hosts or the highest risk of a command. */
  readonly widens: boolean
  /** A first installation that can change something or calls hosts of its own. */
  readonly asks: boolean
}

/** What a release can do. */
export type Reach = Pick<IndexRelease, 'commands' | 'needs' | 'network'>

export interface Installed {
  readonly release: StoredRelease
  /** Absent when its files are not whole: everything of the next release then counts as new. */
  readonly reach: Reach | undefined
}

/** Compares a release with the installed one. */
export function planInstall(
  {registry, plugin}: Found,
  {release, channel}: Chosen,
  installed: Installed | undefined,
): InstallPlan {
  const from = installed?.release
  // The same release again, to put damaged files right, was accepted before.
  const isRepair = from?.version === release.version && from.needs === acceptedDigest(release)
  const old = installed?.reach ?? (isRepair ? release : undefined)
  const commands = difference(old?.commands ?? [], release.commands, ({id}) => id)
  const needs = difference(old?.needs ?? [], release.needs, rightOf)
  const network = difference(old?.network ?? [], release.network, (host) => host)
  const riskier = old !== undefined && highestRisk(release) > highestRisk(old)
  return {
    registry,
    plugin,
    release,
    channel,
    ...(from === undefined ? {} : {from}),
    commands,
    needs,
    network,
    widens: from !== undefined && (needs.added.length > 0 || network.added.length > 0 || riskier),
    asks: from === undefined && (highestRisk(release) > 0 || release.network.length > 0),
  }
}

/** What a plan does to the plugin. */
export function verbOf({
  from,
  release,
}: Pick<InstallPlan, 'from' | 'release'>): 'install' | 'upgrade' | 'downgrade' | 'repair' | 'rebuild' {
  if (from === undefined) return 'install'
  if (from.version !== release.version) return lt(release.version, from.version) ? 'downgrade' : 'upgrade'
  return from.tree === release.artifact.tree ? 'repair' : 'rebuild'
}

/** What was shown and accepted, as one digest for the lock. */
export const acceptedDigest = ({needs, network}: IndexRelease): string =>
  createHash('sha256').update(canonicalText({needs, network})).digest('hex')

const highestRisk = ({commands}: Reach): number => Math.max(0, ...commands.map(({risk}) => risks.indexOf(risk)))

/** The right itself; its reason may be reworded without being another right. */
const rightOf = ({why: _why, optional: _optional, ...right}: Need): string => canonicalText(right)

function difference<Item>(
  before: readonly Item[],
  after: readonly Item[],
  key: (item: Item) => string,
): Difference<Item> {
  const [old, current] = [new Set(before.map(key)), new Set(after.map(key))]
  return {added: after.filter((item) => !old.has(key(item))), removed: before.filter((item) => !current.has(key(item)))}
}
