import {join} from 'node:path'
import {releaseEntry} from '@ome/installer/artifact/release-entry'
import {namesakes} from '@ome/installer/install/names'
import {canonicalText} from '@ome/installer/registry/canonical'
import {type IndexPlugin, type IndexRelease, pluginFolder} from '@ome/installer/registry/plugin-index'
import {rcompare} from 'semver'
import {artifactFacts, readArchive} from './artifact-entry.ts'
import {type PluginFacts, type ReleaseFacts, readReviewed} from './reviewed-sources.ts'

/**
 * The entries of all reviewed plugins. The commands are read from each release's archive, which must be the one that was
 * reviewed: size, digests, rights and hosts are compared, and a difference throws. A plugin without a release is announced.
 */
export async function reviewedEntries(plugins: string, artifacts: string): Promise<readonly IndexPlugin[]> {
  const entries = await Promise.all(
    readReviewed(plugins).map(({facts, releases}) =>
      releases.length === 0 ? announcement(facts) : reviewedEntry(facts, releases, artifacts),
    ),
  )
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  demandSingleNames(entries)
  demandSingleIds(entries)
  return entries
}

/** The name and the topics of a plugin that is to come: nobody else has them, and people learn whose they are. */
export const announcement = (facts: PluginFacts): IndexPlugin => ({...facts, channels: {}, releases: []})

/** A person types short names: two plugins of the same one would be taken for each other. */
function demandSingleNames(entries: readonly IndexPlugin[]): void {
  const [same] = namesakes(entries.map(({name}) => name))
  if (same !== undefined) throw new Error(`${same.join(' and ')} have the same short name`)
}

/** Two plugins that may be installed by their channels have no command in common, except one that says it replaces the other's. */
function demandSingleIds(entries: readonly IndexPlugin[]): void {
  const owners = new Map<string, string>()
  for (const {name, channels, releases} of entries) {
    const current = releases.filter(({version}) => Object.values(channels).includes(version))
    const own = current.flatMap(({commands}) => commands.filter(({id, replaces}) => !replaces.includes(id)))
    for (const id of new Set(own.map((command) => command.id))) {
      const other = owners.get(id)
      if (other !== undefined) throw new Error(`command "${id}" is in ${other} and in ${name}`)
      owners.set(id, name)
    }
  }
}

async function reviewedEntry(
  facts: PluginFacts,
  releases: readonly ReleaseFacts[],
  artifacts: string,
): Promise<IndexPlugin> {
  const folder = join(artifacts, pluginFolder(facts.name))
  const entries = await Promise.all(
    releases.map((release) => reviewedRelease(facts, release, join(folder, `${release.version}.tgz`))),
  )
  for (const [channel, version] of Object.entries(facts.channels))
    if (!entries.some((entry) => entry.version === version))
      throw new Error(`${facts.name}: channel ${channel} names ${version}, which has no release file`)
  return {...facts, releases: entries.sort((a, b) => rcompare(a.version, b.version))}
}

async function reviewedRelease(plugin: PluginFacts, release: ReleaseFacts, path: string): Promise<IndexRelease> {
  const packed = await readArchive(path)
  const facts = artifactFacts(packed, true)
  if (facts.name !== plugin.name) throw new Error(`${path} is a release of ${facts.name}, not of ${plugin.name}`)
  if (facts.kind !== plugin.kind) throw new Error(`${path} is of kind ${facts.kind}, not ${plugin.kind}`)
  const found = releaseEntry(packed, facts, release.publishedAt)
  for (const key of ['version', 'hostApi', 'artifact', 'manifest', 'needs', 'network'] as const)
    if (canonicalText(found[key]) !== canonicalText(release[key]))
      throw new Error(`${path}: ${key} is not what the release file says`)
  return {...release, commands: found.commands}
}
