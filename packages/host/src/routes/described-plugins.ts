import {hostApi} from '@ome/installer/install/host-api'
import type {Lock} from '@ome/installer/install/lock'
import {isPermitted} from '@ome/installer/install/permitted-registry'
import {ownerOf} from '@ome/installer/install/resolve'
import {type WayRules, waysOut} from '@ome/installer/install/ways-out'
import {openPolicy, type Policy} from '@ome/installer/policy/policy'
import type {Context, Folders} from '@ome/sdk/context'
import {isOmeError, type OmeError} from '@ome/sdk/errors'
import {plain} from '@ome/sdk/text'
import {plainName} from '../help/plugin-title.ts'
import type {SdkUse} from '../launch/sdk-symbols.ts'
import {announcedOf, offersOf} from '../offers/offers-of.ts'
import {hasPolicyFiles, ownPolicyPath, type PolicyPlaces, systemPolicyPath} from '../policy/policy-places.ts'
import {readUserFile, userFilePath} from '../settings/user-file.ts'
import {type KnownRegistries, knownRegistries} from './known-registries.ts'
import type {Described, Ledger} from './owners.ts'
import {readManifest} from './read-manifest.ts'
import {type AnnouncedRow, type OfferRow, type PluginRow, type RouteIndex, stamps} from './route-index.ts'
import {pluginSources} from './sources.ts'

/** All plugins with their manifests, in the order that decides where nothing else does. */
export interface DescribedPlugins {
  readonly described: readonly Described[]
  readonly ledger: Ledger
  readonly user: Pick<RouteIndex, 'config' | 'configError'>
  readonly registries: KnownRegistries
  readonly offers: readonly OfferRow[]
  readonly announced: readonly AnnouncedRow[]
  /** Files whose change may mean another answer, with the stamps they had before they were read. */
  readonly watched: RouteIndex['watched']
  /** Lines about plugins that were left out. */
  readonly notices: readonly string[]
  /** The lock cannot be read: the answer lacks the installed plugins. */
  readonly isDamaged: boolean
}

export interface Place {
  readonly hostRoot: string
  readonly folders: Folders
  readonly env: Context['env']
  /** Version of the sdk that is served; default this one's. */
  readonly served?: string
}

export async function describePlugins({hostRoot, folders, env, served = hostApi}: Place): Promise<DescribedPlugins> {
  const notices: string[] = []
  const places = {system: systemPolicyPath, data: folders.data, named: env['OME_POLICY']}
  const sources = pluginSources(hostRoot, folders.data)
  const watched = stamps([...sources.watched, userFilePath(folders), ...policyFiles(places)])
  const user = await userConfig(folders)
  const {lock, damage} = sources
  if (damage) notices.push(withoutPlugins(damage))
  const now = new Date()
  const registries = await knownRegistries({hostRoot, folders, env, configured: user.config['registries'], now})
  const fitting = await fittingPlugins(sources.plugins, served, notices)
  const rows = fitting.map((plugin) => withTopics(switched(plugin, user.config), registries))
  const {gt} = await import('semver')
  const described = inOrder(rows)
    .map((plugin) => describe(plugin, notices))
    .map((row) =>
      row.manifest?.sdk && gt(row.manifest.sdk.version, served) ? withNewerSdk(row, row.manifest.sdk) : row,
    )
  const policy = await policyOf(places)
  const bench = {hostApi, now: () => now}
  return {
    described: described.map((row) =>
      withWays(row, {registries, lock, rules: {...bench, policy: policy ?? openPolicy}}),
    ),
    ledger: sources.ledger,
    user,
    registries,
    offers: policy ? offersOf(registries, {described, lock, policy, bench}) : [],
    announced: announcedOf(registries.open, described),
    watched: {...watched, ...registries.watched},
    notices,
    isDamaged: damage !== undefined,
  }
}

/** One line, with what mends it. */
const withoutPlugins = ({message, hints}: OmeError): string =>
  plain([message, 'installed plugins are left out', ...hints].join('; ')).replaceAll(/\s+/g, ' ')

/** Undefined when a policy cannot be read: nothing is permitted then, so nothing is offered. */
async function policyOf(places: PolicyPlaces): Promise<Policy | undefined> {
  if (!hasPolicyFiles(places)) return openPolicy
  const {joinPolicies, readPolicyFiles} = await import('../policy/read-policy.ts')
  try {
    return joinPolicies(await readPolicyFiles(places))
  } catch (error) {
    if (isOmeError(error)) return undefined
    throw error
  }
}

const policyFiles = ({system, data, named}: PolicyPlaces): string[] => [
  system,
  ownPolicyPath(data),
  ...(named ? [named] : []),
]

async function userConfig(folders: Folders): Promise<Pick<RouteIndex, 'config' | 'configError'>> {
  try {
    return {config: await readUserFile(folders)}
  } catch (error) {
    // Commands that need no setting still run, above all those that repair the file.
    if (!isOmeError(error)) throw error
    return {config: {}, configError: {message: error.message, hints: error.hints}}
  }
}

/** Leaves out, with a line, what was made for another version of the sdk. */
async function fittingPlugins(plugins: readonly PluginRow[], served: string, notices: string[]): Promise<PluginRow[]> {
  const {default: semver} = await import('semver')
  return plugins.filter(({name, hostApi: range, blocked}) => {
    const fits = blocked !== undefined || range === undefined || semver.satisfies(served, range)
    if (!fits) notices.push(`plugin ${name} is left out: it needs host API ${range}, this is ${served}`)
    return fits
  })
}

/** The host first, then by name: what is left to order does not depend on that of installation. What may not run comes last. */
const inOrder = (plugins: readonly PluginRow[]): PluginRow[] =>
  [...plugins].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))

const rank = ({origin, blocked}: PluginRow): number => (origin === 'host' ? 0 : blocked ? 2 : 1)

/** `plugins` of config.yaml wins over the lock for what is switched on and off. */
function switched(plugin: PluginRow, config: RouteIndex['config']): PluginRow {
  const entries: unknown = config['plugins']
  if (plugin.origin === 'host' || !Array.isArray(entries)) return plugin
  const entry = entries.find(({name}) => name === plugin.name || name === plainName(plugin.name))
  if (entry?.enabled === false) return {...plugin, blocked: 'off'}
  const {blocked, ...rest} = plugin
  return entry?.enabled === true && blocked === 'off' ? rest : plugin
}

/** What an installed plugin owns is the signed index's word, where one is known, not the plugin's own. */
function withTopics(plugin: PluginRow, {sources, open}: KnownRegistries): PluginRow {
  if (plugin.origin !== 'installed') return plugin
  const id = ownerOf(sources, plugin.name)?.id
  const entry = open.find(({source}) => source.id === id)?.index.plugins.find(({name}) => name === plugin.name)
  return entry ? {...plugin, owns: entry.topics.map((topic) => topic.replaceAll(' ', ':'))} : plugin
}

interface Known {
  readonly registries: KnownRegistries
  readonly lock: Lock
  readonly rules: WayRules
}

/** A release that was withdrawn, with where it can go to. */
function withWays(row: Described, {registries, lock, rules}: Known): Described {
  const {name, blocked, withdrawn} = row.plugin
  const entry = lock.plugins[name]
  if (entry === undefined || (blocked !== 'yanked' && !withdrawn)) return row
  const id = ownerOf(registries.sources, name, (source) => isPermitted(rules, source.id))?.id
  const registry = registries.open.find(({source}) => source.id === id)
  const plugin = registry?.index.plugins.find((one) => one.name === name)
  const found = registry && plugin && {registry, plugin}
  return {...row, plugin: {...row.plugin, ways: waysOut(rules, name, entry, found)}}
}

const withNewerSdk = ({plugin, manifest}: Described, newerSdk: SdkUse): Described => ({
  plugin: {...plugin, newerSdk},
  manifest,
})

function describe(plugin: PluginRow, notices: string[]): Described {
  try {
    return {plugin, manifest: readManifest(plugin.root)}
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (plugin.blocked === undefined) notices.push(`plugin ${plugin.name} is left out: ${reason}`)
    return {plugin, manifest: undefined}
  }
}
