import {OmeError} from '@ome/sdk/errors'
import {compare, lt, satisfies, valid} from 'semver'
import {platformName} from '../artifact/foreign-run.ts'
import {type IndexPlugin, type IndexRelease, pluginName} from '../registry/plugin-index.ts'
import type {OpenRegistry} from '../registry/refresh.ts'
import type {RegistrySource} from '../registry/source.ts'
import type {LockEntry} from './lock.ts'
import {openSource, type Workbench} from './workbench.ts'

export interface Wanted {
  readonly name: string
  /** An exact version; otherwise the channel decides. */
  readonly version?: string
}

export interface Found {
  readonly registry: OpenRegistry
  readonly plugin: IndexPlugin
}

const minimumAgeHours = 72

/** `NAME` or `NAME@VERSION`. Anything that is a place instead of a name is refused before it is looked up. */
export function parseWanted(word: string): Wanted {
  const at = word.indexOf('@', 1)
  const name = at === -1 ? word : word.slice(0, at)
  const version = at === -1 ? undefined : word.slice(at + 1)
  if (!pluginName.test(name))
    throw new OmeError('usage', `"${word}" is not the name of a plugin`, [
      'plugins come from a registry by name; look for one: ome plugin search',
      'for a folder under development: ome plugin link DIR',
    ])
  if (version !== undefined && valid(version) !== version)
    throw new OmeError('usage', `"${version}" is not a version such as 1.2.0`, [
      `see its versions: ome plugin describe ${name}`,
    ])
  return version === undefined ? {name} : {name, version}
}

/** The name a person uses: `serving` for `@ome/plugin-serving`. */
export const shortName = (name: string): string => name.replace(/^@ome\/plugin-/, '')

/** Names that a typed name may stand for, in the order they are tried. */
export const spellings = (name: string): readonly string[] =>
  name.startsWith('@') ? [name] : [name, `@ome/plugin-${name}`, `ome-${name}`]

/** The registry a name belongs to: the one that owns its scope, else the first that owns every unscoped name. */
export function ownerOf(registries: readonly RegistrySource[], name: string): RegistrySource | undefined {
  const scope = name.startsWith('@') ? name.slice(0, name.indexOf('/')) : undefined
  return registries.find(({scopes}) => scope !== undefined && scopes.includes(scope)) ?? registries[0]
}

/** Looks a name up at its owner only, also when that one cannot be reached. */
export async function findPlugin(bench: Workbench, name: string): Promise<Found> {
  demandRegistries(bench)
  const open = new Map<string, OpenRegistry>()
  for (const spelling of spellings(name)) {
    const source = ownerOf(bench.registries, spelling)
    if (source === undefined) continue
    const registry = open.get(source.id) ?? (await openSource(bench, source))
    open.set(source.id, registry)
    const plugin = registry.index.plugins.find((one) => one.name === spelling)
    if (plugin !== undefined) return {registry, plugin}
  }
  throw new OmeError('not-found', `plugin "${name}" is in no registry`, ['see what there is: ome plugin search'], {
    object: `plugin/${name}`,
  })
}

export function demandRegistries(bench: Workbench): void {
  if (bench.registries.length === 0)
    throw new OmeError('not-found', 'this program was built without a registry', [
      'build it with one: npm run build',
      'see what is known: ome registry list',
    ])
}

/** What of the workbench decides which release is taken. */
export type ReleaseRules = Pick<Workbench, 'hostApi' | 'now'>

export interface Choice {
  readonly version?: string | undefined
  readonly channel?: string | undefined
  readonly installed?: LockEntry | undefined
}

export interface Chosen {
  readonly release: IndexRelease
  readonly channel: string
}

/** The release to install, by exact version or by channel; refuses withdrawn, too young and unfit ones. */
export function chooseRelease(bench: ReleaseRules, {registry, plugin}: Found, choice: Choice): Chosen {
  const channel = choice.channel ?? choice.installed?.channel ?? 'stable'
  const release =
    choice.version === undefined ? newestOf(bench, registry, plugin, channel, choice) : exactly(plugin, choice.version)
  demandRunnable(bench, plugin, release)
  if (choice.version !== undefined) demandAge(bench, registry, plugin, release, choice)
  return {release, channel}
}

function exactly(plugin: IndexPlugin, version: string): IndexRelease {
  const release = plugin.releases.find((one) => one.version === version)
  if (release !== undefined) return release
  throw new OmeError('not-found', `plugin "${plugin.name}" has no version ${version}`, [
    `see its versions: ome plugin describe ${shortName(plugin.name)}`,
  ])
}

/** The channel's version; while that is too young, the newest one below it that is old enough. */
function newestOf(
  bench: ReleaseRules,
  registry: OpenRegistry,
  plugin: IndexPlugin,
  channel: string,
  choice: Choice,
): IndexRelease {
  const top = plugin.channels[channel]
  if (top === undefined)
    throw new OmeError('not-found', `plugin "${plugin.name}" has no channel "${channel}"`, [
      `its channels: ${Object.keys(plugin.channels).join(', ')}`,
    ])
  const newest = exactly(plugin, top)
  if (isOldEnough(bench, registry, newest) || isEscape(plugin, choice)) return newest
  const older = plugin.releases
    .filter(
      (release) => release.yanked === undefined && lt(release.version, top) && isOldEnough(bench, registry, release),
    )
    .sort((a, b) => compare(b.version, a.version))[0]
  if (older !== undefined) return older
  return demandAge(bench, registry, plugin, newest, choice)
}

function demandRunnable(bench: ReleaseRules, plugin: IndexPlugin, release: IndexRelease): void {
  const what = `${plugin.name} ${release.version}`
  if (release.yanked !== undefined)
    throw new OmeError('denied', `${what} was withdrawn on ${release.yanked.at}${reason(release.yanked.reason)}`, [
      `see other versions: ome plugin describe ${shortName(plugin.name)}`,
    ])
  const {platforms = [platformName()]} = release
  if (!platforms.includes(platformName()))
    throw new OmeError('conflict', `${what} does not run on ${platformName()}`, [`it runs on ${platforms.join(', ')}`])
  if (!satisfies(bench.hostApi, release.hostApi, {includePrerelease: true}))
    throw new OmeError(
      'conflict',
      `${what} needs the plugin contract ${release.hostApi}, this ome serves ${bench.hostApi}`,
      [`see other versions: ome plugin describe ${shortName(plugin.name)}`],
    )
}

const reason = (text: string | undefined): string => (text === undefined ? '' : `: ${text}`)

/** A release that replaces a critically withdrawn one may be as young as it is. */
const isEscape = (plugin: IndexPlugin, {installed}: Choice): boolean =>
  plugin.releases.find(({version}) => version === installed?.active?.version)?.yanked?.severity === 'critical'

function isOldEnough(bench: ReleaseRules, registry: OpenRegistry, release: IndexRelease): boolean {
  if (registry.root.purpose === 'development') return true
  return bench.now().getTime() - Date.parse(release.publishedAt) >= minimumAgeHours * 3_600_000
}

function demandAge(
  bench: ReleaseRules,
  registry: OpenRegistry,
  plugin: IndexPlugin,
  release: IndexRelease,
  choice: Choice,
): IndexRelease {
  if (isOldEnough(bench, registry, release) || isEscape(plugin, choice)) return release
  throw new OmeError(
    'denied',
    `${plugin.name} ${release.version} was published on ${release.publishedAt}; a release is taken after ${minimumAgeHours} hours`,
    [`see other versions: ome plugin describe ${shortName(plugin.name)}`],
  )
}
