import {chooseRelease, type ReleaseRules} from '@ome/installer/install/choose-release'
import type {Lock} from '@ome/installer/install/lock'
import {ownerOf} from '@ome/installer/install/resolve'
import {type Policy, refusal} from '@ome/installer/policy/policy'
import type {IndexCommand, IndexPlugin, IndexRelease} from '@ome/installer/registry/plugin-index'
import type {OpenRegistry} from '@ome/installer/registry/refresh'
import {isOmeError} from '@ome/sdk/errors'
import {gte} from 'semver'
import type {OfferedCommand} from '../routes/find-route.ts'
import type {KnownRegistries} from '../routes/known-registries.ts'
import {coreWords, type Described} from '../routes/owners.ts'
import type {AnnouncedRow, OfferRow} from '../routes/route-index.ts'

export interface OfferRules {
  readonly described: readonly Described[]
  readonly lock: Lock
  readonly policy: Policy
  readonly bench: ReleaseRules
}

/** Commands that only the index knows: of plugins that are not installed, and of newer releases of those that are. */
export function offersOf({sources, open}: Pick<KnownRegistries, 'sources' | 'open'>, rules: OfferRules): OfferRow[] {
  const offers = open.flatMap((registry) =>
    registry.index.plugins
      .filter(({name}) => ownerOf(sources, name)?.id === registry.source.id)
      .flatMap((plugin) => offerOf(registry, plugin, rules)),
  )
  return offers.sort((a, b) => (a.plugin < b.plugin ? -1 : 1))
}

/** Plugins that have no release yet and are not here either. */
export const announcedOf = (open: readonly OpenRegistry[], described: readonly Described[]): AnnouncedRow[] =>
  open.flatMap(({index}) =>
    index.plugins
      .filter(({name, releases}) => releases.length === 0 && !described.some(({plugin}) => plugin.name === name))
      .map(({name, topics}) => ({plugin: name, topics: topics.map(toId)})),
  )

function offerOf(registry: OpenRegistry, plugin: IndexPlugin, rules: OfferRules): OfferRow[] {
  const {described, lock, policy} = rules
  const {name, publisher} = plugin
  const entry = lock.plugins[name]
  const isOwnWork = described.some((one) => one.plugin.name === name && one.plugin.origin !== 'installed')
  if (isOwnWork || entry?.pinned || entry?.enabled === false || refusal(policy, {plugin: name, publisher})) return []
  const release = releaseFor(registry, plugin, rules)
  if (!release || (entry?.active && gte(entry.active.version, release.version))) return []
  const isCore = coreWords(described)
  const commands = release.commands.filter(
    ({id, risk}) =>
      !isCore(toId(id)) &&
      !isKnown(toId(id), described) &&
      !refusal(policy, {plugin: name, publisher, command: id, risk}),
  )
  if (commands.length === 0) return []
  return [
    {
      plugin: name,
      version: release.version,
      registry: registry.source.id,
      ...(entry?.active ? {installed: entry.active.version} : {}),
      summary: plugin.summary,
      commands: Object.fromEntries(commands.map(({id, summary}) => [toId(id), summary])),
      risks: Object.fromEntries(commands.map(({id, risk}) => [toId(id), risk])),
      ...(release.personalities
        ? {programs: release.personalities.flatMap(({name: called, bins}) => [called, ...bins])}
        : {}),
    },
  ]
}

/** The release an installation would take; none when each of them is withdrawn, too young or made for another host. */
function releaseFor(
  registry: OpenRegistry,
  plugin: IndexPlugin,
  {bench, lock}: Pick<OfferRules, 'bench' | 'lock'>,
): IndexRelease | undefined {
  try {
    return chooseRelease(bench, {registry, plugin}, {installed: lock.plugins[plugin.name]}).release
  } catch (error) {
    if (isOmeError(error)) return undefined
    throw error
  }
}

const isKnown = (id: string, described: readonly Described[]): boolean =>
  described.some(({manifest}) => manifest && Object.hasOwn(manifest.commands, id))

const toId = (words: string): string => words.replaceAll(' ', ':')

/** The entry of a command in the index it was offered from. */
export function indexCommand(open: readonly OpenRegistry[], {offer, id}: OfferedCommand): IndexCommand | undefined {
  const {plugins} = open.find(({source}) => source.id === offer.registry)?.index ?? {plugins: []}
  const release = plugins
    .find(({name}) => name === offer.plugin)
    ?.releases.find(({version}) => version === offer.version)
  return release?.commands.find((command) => toId(command.id) === id)
}
