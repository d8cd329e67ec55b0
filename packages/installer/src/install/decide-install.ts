import {join} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import {gt, gte} from 'semver'
import type {IndexPlugin, IndexRelease} from '../registry/plugin-index.ts'
import {demandPlugin} from './allowed-release.ts'
import {chooseRelease} from './choose-release.ts'
import type {Found} from './found-plugin.ts'
import {type InstallPlan, planInstall, verbOf} from './install-plan.ts'
import {type LockEntry, readLock, type StoredRelease} from './lock.ts'
import {shortName} from './names.ts'
import {findPlugin, type Wanted} from './resolve.ts'
import {isWhole, storedFacts} from './store.ts'
import type {Workbench} from './workbench.ts'

export interface InstallOutcome {
  readonly name: string
  readonly version: string
  /** The release that was active before. */
  readonly from?: string
  readonly outcome: 'installed' | 'upgraded' | 'downgraded' | 'rebuilt' | 'repaired' | 'unchanged' | 'planned'
  readonly commands: number
  /** A release that was left out because it may do more than the active one. */
  readonly leftOut?: string
}

/** What is to be done for a plugin, or that nothing is. */
export type Decision = InstallPlan | InstallOutcome

export interface DecideOptions {
  readonly channel?: string | undefined
}

/** Chooses the release for a name and compares it with what is installed. Changes nothing. */
export async function decide(bench: Workbench, wanted: Wanted, options: DecideOptions): Promise<Decision> {
  const found = await findPlugin(bench, wanted.name)
  const {plugin} = found
  demandPlugin(bench.policy, plugin.name, plugin.publisher)
  const installed = readLock(bench.data).plugins[plugin.name]
  const active = installed?.active
  const version = wanted.version ?? bench.policy.pins[plugin.name]
  const choice = chooseRelease(bench, found, {...options, version, installed})
  const {release, leftOut} = choice
  if (leftOut !== undefined) bench.say(`note: ${leftOut}`)
  const isDamaged = active !== undefined && !isWhole(join(bench.data, active.folder), active.tree)
  const isLower = active !== undefined && version === undefined && gt(active.version, release.version)
  if (isDamaged && isLower) return decide(bench, {...wanted, version: active.version}, options)
  if (isLower) demandUsable(plugin, active, release)
  const stays =
    active !== undefined && (version === undefined ? gte(active.version, release.version) : active.version === version)
  if (stays && !isDamaged && !isRebuilt(found, active, release)) return unchanged(plugin.name, active)
  if (active?.version !== release.version) demandUnpinned(plugin.name, installed)
  if (active === undefined && plugin.deprecated !== undefined) bench.say(deprecation(plugin, plugin.deprecated))
  return planInstall(
    found,
    choice,
    active === undefined ? undefined : {release: active, reach: storedFacts(bench.data, active)},
  )
}

/** What a carried-out plan has done. */
export const outcomeOf = (plan: InstallPlan): InstallOutcome => ({
  name: plan.plugin.name,
  version: plan.release.version,
  ...(plan.from === undefined ? {} : {from: plan.from.version}),
  outcome: done[verbOf(plan)],
  commands: plan.release.commands.length,
})

const done = {
  install: 'installed',
  upgrade: 'upgraded',
  downgrade: 'downgraded',
  repair: 'repaired',
  rebuild: 'rebuilt',
} as const

export const unchanged = (name: string, {version, commands}: StoredRelease): InstallOutcome => ({
  name,
  version,
  outcome: 'unchanged',
  commands: commands.length,
})

/** An installed release may be newer than all that may be taken; when it was withdrawn, somebody has to go back. */
function demandUsable({name, releases}: IndexPlugin, active: StoredRelease, lower: IndexRelease): void {
  const yanked = releases.find(({version}) => version === active.version)?.yanked
  if (yanked === undefined) return
  throw new OmeError(
    'denied',
    `${shortName(name)} ${active.version} was withdrawn on ${yanked.at}, and no newer release replaces it`,
    [`go back to the newest that may be used: ome plugin install ${shortName(name)}@${lower.version}`],
    {object: `plugin/${name}`},
  )
}

/** A build of the same version with other contents, which only a registry for development may offer. */
const isRebuilt = ({registry}: Found, active: StoredRelease, release: IndexRelease): boolean =>
  registry.root.purpose === 'development' &&
  active.registry === registry.source.id &&
  active.version === release.version &&
  active.tree !== release.artifact.tree

/** Throws `conflict` for a plugin that its user keeps at a release. */
export function demandUnpinned(name: string, entry: LockEntry | undefined): void {
  if (entry?.pinned !== true || entry.active === undefined) return
  throw new OmeError('conflict', `plugin "${shortName(name)}" is pinned to ${entry.active.version}`, [
    `let it go first: ome plugin unpin ${shortName(name)}`,
  ])
}

function deprecation(
  {name}: IndexPlugin,
  {since, replacedBy, message}: NonNullable<IndexPlugin['deprecated']>,
): string {
  const why = message === undefined ? '' : `: ${message}`
  return `note: ${shortName(name)} is not developed any more since ${since}${why}${replacedBy === undefined ? '' : `; use ${shortName(replacedBy)}`}`
}
