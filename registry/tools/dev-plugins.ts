import {existsSync, globSync, readFileSync, statSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {type ArtifactFacts, bundleFile, manifestFile} from '@ome/installer/artifact/contract'
import {foreignManifestFile} from '@ome/installer/artifact/foreign-run'
import {hashFiles, type Packed, packFolder, toArchive} from '@ome/installer/artifact/pack'
import {releaseEntry} from '@ome/installer/artifact/release-entry'
import {type IndexPlugin, pluginFolder} from '@ome/installer/registry/plugin-index'
import {fieldsOf, listOf, textOf, texts} from '@ome/installer/registry/shape'
import {rcompare} from 'semver'
import {artifactFacts, readArchive} from './artifact-entry.ts'
import {type PluginFacts, readPluginFile} from './reviewed-sources.ts'

/** A plugin of the development registry: its entry and the archives of its releases. */
export interface DevPlugin {
  readonly entry: IndexPlugin
  readonly archives: ReadonlyMap<string, Buffer>
}

/** Folders of all plugins of the repository that are built, or need no building: the first-party ones and the examples. */
export const builtPlugins = (repository: string): readonly string[] =>
  globSync(['packages/plugin-*', 'examples/plugins/*'], {cwd: repository})
    .sort()
    .map((path) => join(repository, path))
    .filter((folder) => isBuilt(folder) || existsSync(join(folder, foreignManifestFile)))

const isBuilt = (folder: string): boolean =>
  existsSync(join(folder, bundleFile)) && existsSync(join(folder, manifestFile))

/**
 * Packs a plugin's folder or takes an archive as it is. What people decide (publisher, channels) comes from its
 * plugin.yaml, reviewed or beside it, otherwise from package.json.
 */
export async function devPlugin(
  place: string,
  reviewed: string,
  publishedAt: string,
  verify: boolean,
): Promise<DevPlugin> {
  const isFolder = statSync(place).isDirectory()
  const newest = isFolder ? await packFolder(place) : await readArchive(place)
  const packed = [newest, ...(isFolder ? await variants(place, newest) : [])]
  const described = packed.map((one) => ({packed: one, facts: describe(place, one, verify)}))
  const releases = described
    .map(({packed: one, facts}) => releaseEntry(one, facts, publishedAt))
    .sort((a, b) => rcompare(a.version, b.version))
  const [first] = described
  const [top] = releases
  if (first === undefined || top === undefined) throw new Error(`${place}: nothing to publish`)
  const facts = pluginFacts(place, reviewed, first.facts)
  return {
    entry: {...facts, topics: first.facts.topics, channels: {...facts.channels, stable: top.version}, releases},
    archives: new Map(described.map(({packed: one, facts: {version}}) => [version, one.archive])),
  }
}

function describe(place: string, packed: Packed, verify: boolean): ArtifactFacts {
  try {
    return artifactFacts(packed, verify)
  } catch (cause) {
    throw new Error(`${place}: ${cause instanceof Error ? cause.message : String(cause)}`, {cause})
  }
}

function pluginFacts(place: string, reviewed: string, facts: ArtifactFacts): PluginFacts {
  const candidates = [join(reviewed, pluginFolder(facts.name), 'plugin.yaml'), resolve(place, 'plugin.yaml')]
  const path = candidates.find((candidate) => existsSync(candidate))
  if (path !== undefined) return readPluginFile(path)
  return {
    name: facts.name,
    kind: facts.kind,
    publisher: 'development',
    summary: facts.summary,
    topics: facts.topics,
    channels: {stable: facts.version},
    maintainers: [],
  }
}

/**
 * `variants.json` of an example: `[{version, without: [command ids], replace?}]`. Each is an older release: what the build
 * made with other files where it replaces some, else the bundle of the newest.
 */
async function variants(folder: string, newest: Packed): Promise<readonly Packed[]> {
  const path = join(folder, 'variants.json')
  if (!existsSync(path)) return []
  const rows = listOf(JSON.parse(readFileSync(path, 'utf8')), path, (row, what) => {
    const fields = fieldsOf(row, what)
    return {version: textOf(fields['version'], `${what}.version`), without: texts(fields['without'], `${what}.without`)}
  })
  return Promise.all(
    rows.map(async ({version, without}) => {
      const built = join(folder, '.variants', version)
      return variant(existsSync(built) ? await packFolder(built) : newest, version, new Set(without))
    }),
  )
}

async function variant(newest: Packed, version: string, without: ReadonlySet<string>): Promise<Packed> {
  const files = newest.files.map((file) => {
    const isManifest = file.path === manifestFile || file.path === foreignManifestFile
    if (file.path !== 'package.json' && !isManifest) return file
    const content = JSON.parse(file.bytes.toString())
    const commands = Object.entries(content.commands ?? {}).filter(([id]) => !without.has(id.replaceAll(':', ' ')))
    const changed = {
      ...content,
      version,
      ...(isManifest ? {commands: Object.fromEntries(commands)} : {}),
    }
    return {...file, bytes: Buffer.from(JSON.stringify(changed, undefined, 1))}
  })
  return {archive: await toArchive(files), files, tree: hashFiles(files)}
}
