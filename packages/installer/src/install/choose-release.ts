import {OmeError} from '@ome/sdk/errors'
import {compare, lte, prerelease, satisfies} from 'semver'
import {platformName} from '../artifact/foreign-run.ts'
import {openPolicy, type Policy} from '../policy/policy.ts'
import type {IndexPlugin, IndexRelease} from '../registry/plugin-index.ts'
import type {OpenRegistry} from '../registry/refresh.ts'
import type {Found} from './found-plugin.ts'
import type {LockEntry} from './lock.ts'
import {shortName} from './names.ts'

/** What decides which release is taken. Without a policy everything is permitted. */
export interface ReleaseRules {
  /** Version of the plugin contract this host serves. */
  readonly hostApi: string
  readonly now: () => Date
  readonly policy?: Policy
}

export interface Choice {
  readonly version?: string | undefined
  readonly channel?: string | undefined
  readonly installed?: LockEntry | undefined
}

export interface Chosen {
  readonly release: IndexRelease
  readonly channel: string
  /** Why the newest release of the channel was left out, where it was. */
  readonly leftOut?: string
}

/** Hours before a release of a registry for production is taken: what is found wrong with it is mostly found by then. */
const minimumAgeHours = 72

/**
 * The release to install: an exact version, else the newest of the channel that is neither withdrawn nor too young.
 * Refuses what the policy does not permit and what does not run here.
 */
export function chooseRelease(rules: ReleaseRules, {registry, plugin}: Found, choice: Choice): Chosen {
  const {policy = openPolicy} = rules
  if (plugin.releases.length === 0)
    throw new OmeError('not-found', `plugin ${shortName(plugin.name)} has no release yet`, [
      `see what it will be for: ome plugin describe ${shortName(plugin.name)}`,
    ])
  const channel = choice.channel ?? choice.installed?.channel ?? 'stable'
  const pinned = policy.pins[plugin.name]
  if (pinned !== undefined && choice.version !== undefined && choice.version !== pinned)
    throw denied(
      `policy ${policy.origins['pins'] ?? ''} keeps ${shortName(plugin.name)} at ${pinned}`,
      [`install that one: ome plugin install ${shortName(plugin.name)}@${pinned}`],
      plugin,
    )
  const version = choice.version ?? pinned
  const objection = (release: IndexRelease): OmeError | undefined =>
    objectionTo({rules, registry, plugin, release, choice})
  if (version === undefined) {
    demandChannel(policy, plugin, channel)
    const {release, leftOut} = newestOf(plugin, channel, objection)
    return {release: runnable(rules, plugin, release), channel, ...(leftOut === undefined ? {} : {leftOut})}
  }
  if (choice.channel !== undefined) demandChannel(policy, plugin, choice.channel)
  const release = exactly(plugin, version)
  demandInChannels(policy, plugin, version)
  const refused = objection(release)
  if (refused !== undefined) throw refused
  return {release: runnable(rules, plugin, release), channel}
}

function exactly(plugin: IndexPlugin, version: string): IndexRelease {
  const release = plugin.releases.find((one) => one.version === version)
  if (release !== undefined) return release
  throw new OmeError('not-found', `plugin "${plugin.name}" has no version ${version}`, [otherVersions(plugin)])
}

/** The channel's version; while there is an objection to that, the newest one below it that has none. */
function newestOf(
  plugin: IndexPlugin,
  channel: string,
  objection: (release: IndexRelease) => OmeError | undefined,
): {readonly release: IndexRelease; readonly leftOut: string | undefined} {
  const top = plugin.channels[channel]
  if (top === undefined)
    throw new OmeError('not-found', `plugin "${plugin.name}" has no channel "${channel}"`, [
      `its channels: ${Object.keys(plugin.channels).join(', ')}`,
    ])
  const newest = exactly(plugin, top)
  const refused = objection(newest)
  const taken = plugin.releases
    .filter(({version}) => isIn(plugin, channel, version))
    .filter((release) => objection(release) === undefined)
    .sort((a, b) => compare(b.version, a.version))[0]
  if (taken !== undefined) return {release: taken, leftOut: refused?.message}
  throw refused ?? new OmeError('bug', `no release of ${plugin.name} was chosen`)
}

function demandChannel({channels, origins}: Policy, plugin: IndexPlugin, channel: string): void {
  if (channels === undefined || channels.includes(channel)) return
  throw denied(
    `policy ${origins['channels'] ?? ''} does not allow the channel "${channel}"`,
    [`it allows: ${channels.join(', ')}`],
    plugin,
  )
}

/** An exact version passes by no channel, so it has to be one that an allowed channel leads or led to. */
function demandInChannels({channels, origins}: Policy, plugin: IndexPlugin, version: string): void {
  if (channels === undefined || channels.some((channel) => isIn(plugin, channel, version))) return
  throw denied(
    `policy ${origins['channels'] ?? ''} allows only channels: ${channels.join(', ') || 'none'}; ${plugin.name} ${version} is in none of them`,
    [otherVersions(plugin)],
    plugin,
  )
}

/** What a channel names and all below it; `stable` leads to a pre-release only where it names that one. */
function isIn({channels}: IndexPlugin, channel: string, version: string): boolean {
  const top = channels[channel]
  if (top === undefined || version === top) return top !== undefined
  return lte(version, top) && (channel !== 'stable' || prerelease(version) === null)
}

interface Candidate {
  readonly rules: ReleaseRules
  readonly registry: OpenRegistry
  readonly plugin: IndexPlugin
  readonly release: IndexRelease
  readonly choice: Choice
}

/** Why a release is not taken though it would run. */
function objectionTo({rules, registry, plugin, release, choice}: Candidate): OmeError | undefined {
  const {policy = openPolicy, now} = rules
  const what = `${plugin.name} ${release.version}`
  const hints = [otherVersions(plugin)]
  if (release.yanked !== undefined) {
    const {at, reason} = release.yanked
    return denied(`${what} was withdrawn on ${at}${reason === undefined ? '' : `: ${reason}`}`, hints, plugin)
  }
  if (policy.requireProvenance && release.provenance === undefined)
    return denied(
      `${what} does not tell where it was built, as policy ${policy.origins['requireProvenance'] ?? ''} demands`,
      hints,
      plugin,
    )
  const hours = Math.max(registry.root.purpose === 'development' ? 0 : minimumAgeHours, policy.minReleaseAgeHours ?? 0)
  const ageMs = now().getTime() - Date.parse(release.publishedAt)
  if (hours === 0 || ageMs >= hours * 3_600_000 || isEscape(plugin, choice)) return undefined
  if (ageMs >= 0)
    return denied(
      `${what} was published on ${release.publishedAt}; a release is taken after ${hours} hours`,
      hints,
      plugin,
    )
  return denied(
    `${what} was published on ${release.publishedAt}, which lies ahead of this machine's clock (${now().toISOString()})`,
    ['set the clock right and run the command again'],
    plugin,
  )
}

/** A release that replaces a critically withdrawn one may be as young as it is. */
const isEscape = (plugin: IndexPlugin, {installed}: Choice): boolean =>
  plugin.releases.find(({version}) => version === installed?.active?.version)?.yanked?.severity === 'critical'

function runnable({hostApi}: ReleaseRules, plugin: IndexPlugin, release: IndexRelease): IndexRelease {
  const what = `${plugin.name} ${release.version}`
  const {platforms = [platformName()]} = release
  if (!platforms.includes(platformName()))
    throw new OmeError('conflict', `${what} does not run on ${platformName()}`, [`it runs on ${platforms.join(', ')}`])
  if (satisfies(hostApi, release.hostApi, {includePrerelease: true})) return release
  throw new OmeError('conflict', `${what} needs the plugin contract ${release.hostApi}, this ome serves ${hostApi}`, [
    otherVersions(plugin),
  ])
}

const otherVersions = ({name}: IndexPlugin): string => `see other versions: ome plugin describe ${shortName(name)}`

const denied = (message: string, hints: readonly string[], {name}: IndexPlugin): OmeError =>
  new OmeError('denied', message, hints, {object: `plugin/${name}`})
