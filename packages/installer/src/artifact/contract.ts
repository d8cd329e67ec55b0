import {createHash} from 'node:crypto'
import type {Need} from '@ome/sdk/need'
import {validRange} from 'semver'
import {type IndexCommand, type Kind, pluginName} from '../registry/plugin-index.ts'
import {type Fields, fieldsOf, listOf, textOf, texts} from '../registry/shape.ts'
import {type ArtifactFile, inspectForeign} from './foreign-contract.ts'
import {foreignManifestFile} from './foreign-run.ts'
import {joinedNeeds, manifestCommands} from './manifest-commands.ts'
import {lifecycleScripts} from './pack.ts'
import {type PersonalityWords, packedPersonalities} from './personality.ts'

export const manifestFile = 'oclif.manifest.json'
export const bundleFile = 'dist/plugin.cjs'

/** What the files of a plugin say about it. */
export interface ArtifactFacts {
  readonly name: string
  readonly version: string
  readonly kind: Kind
  readonly summary: string
  readonly hostApi: string
  readonly topics: readonly string[]
  readonly network: readonly string[]
  /** Hex sha256 of the manifest file. */
  readonly manifest: string
  /** Where it runs; absent: everywhere. */
  readonly platforms?: readonly string[]
  readonly commands: readonly IndexCommand[]
  readonly needs: readonly Need[]
  readonly personalities?: readonly PersonalityWords[]
}

/** Gives the bytes of a file of the plugin, or undefined. */
export type FileReader = (path: string) => Buffer | undefined

/** The file of a plugin that says what its commands are and, for those of TypeScript, holds them. */
export const markedFile = (kind: Kind): string => (kind === 'npm' ? bundleFile : foreignManifestFile)

/** The other files that say what a plugin is and may do. */
export const describingFiles = (kind: Kind): readonly string[] =>
  kind === 'npm' ? [manifestFile, 'package.json'] : ['package.json']

/**
 * Reads a plugin and demands its contract: one bundle, or programs and their manifest; no dependencies, hooks and install
 * scripts; rights and risk for every command. `files` are all files of the plugin. Throws with the list of what is wrong.
 */
export function inspectArtifact(file: FileReader, files: readonly ArtifactFile[]): ArtifactFacts {
  const packageBytes = file('package.json')
  if (packageBytes === undefined) throw new Error('package.json is missing')
  const packageFile = parsed(packageBytes, 'package.json')
  const foreign = file(foreignManifestFile)
  return foreign === undefined ? inspectBundle(packageFile, file) : inspectPrograms(packageFile, foreign, file, files)
}

function inspectBundle(packageFile: Fields, file: FileReader): ArtifactFacts {
  const manifestBytes = file(manifestFile)
  const faults = [
    ...(file(bundleFile) === undefined ? [`${bundleFile} is missing`] : []),
    ...(manifestBytes === undefined ? [`${manifestFile} is missing`] : []),
    ...packageFaults(packageFile),
    ...(isExplicit(fieldsOf(packageFile['oclif'] ?? {}, 'package.json: oclif')['commands'])
      ? []
      : [`package.json: oclif.commands is not the accessor object of ./${bundleFile}`]),
  ]
  if (faults.length > 0 || manifestBytes === undefined) throw new Error(faults.join('; '))

  const commands = manifestCommands(parsed(manifestBytes, manifestFile))
  return {
    ...packageFacts(packageFile),
    kind: 'npm',
    manifest: sha256(manifestBytes),
    commands,
    needs: joinedNeeds(commands),
    ...personalitiesOf(packageFile, file),
  }
}

function inspectPrograms(
  packageFile: Fields,
  manifestBytes: Buffer,
  file: FileReader,
  files: readonly ArtifactFile[],
): ArtifactFacts {
  const doubled = [manifestFile, bundleFile].filter((path) => file(path) !== undefined)
  const faults = [
    ...doubled.map((path) => `${path} does not go with ${foreignManifestFile}`),
    ...packageFaults(packageFile),
  ]
  if (faults.length > 0) throw new Error(faults.join('; '))

  const content = parsed(manifestBytes, foreignManifestFile)
  const {manifest, commands, platforms} = inspectForeign(content, packageFile['version'], files)
  return {
    ...packageFacts(packageFile),
    kind: manifest.kind,
    manifest: sha256(manifestBytes),
    commands,
    needs: joinedNeeds(commands),
    ...(platforms === undefined ? {} : {platforms}),
    ...personalitiesOf(packageFile, file),
  }
}

function personalitiesOf(packageFile: Fields, file: FileReader): Pick<ArtifactFacts, 'personalities'> {
  const personalities = packedPersonalities(packageFile, file)
  return personalities.length > 0 ? {personalities} : {}
}

function packageFacts(
  manifest: Fields,
): Omit<ArtifactFacts, 'kind' | 'manifest' | 'commands' | 'needs' | 'platforms' | 'personalities'> {
  const ome = fieldsOf(manifest['ome'] ?? {}, 'package.json: ome')
  const summary = manifest['description']
  return {
    name: textOf(manifest['name'], 'package.json: name', pluginName),
    version: textOf(manifest['version'], 'package.json: version'),
    summary: typeof summary === 'string' ? summary : '',
    hostApi: textOf(ome['hostApi'], 'package.json: ome.hostApi'),
    topics: listOf(ome['topics'] ?? [], 'package.json: ome.topics', topicName).filter((name) => name !== undefined),
    network: texts(ome['network'] ?? [], 'package.json: ome.network'),
  }
}

/** Only topics that the plugin owns: adding ids under another owner's topic gives no claim to it. */
function topicName(value: unknown, what: string): string | undefined {
  if (typeof value === 'string') return value
  const topic = fieldsOf(value, what)
  return topic['shared'] === true ? undefined : textOf(topic['name'], `${what}.name`)
}

const forbidden = ['dependencies', 'optionalDependencies', 'bundledDependencies', 'bundleDependencies', 'bin']
const forbiddenOclif = ['hooks', 'plugins', 'devPlugins', 'jitPlugins']
const allowedPeers = new Set(['@oclif/core', '@ome/sdk'])

function packageFaults(manifest: Fields): string[] {
  const oclif = fieldsOf(manifest['oclif'] ?? {}, 'package.json: oclif')
  const scripts = Object.keys(fieldsOf(manifest['scripts'] ?? {}, 'package.json: scripts'))
  const peers = Object.keys(fieldsOf(manifest['peerDependencies'] ?? {}, 'package.json: peerDependencies'))
  return [
    ...forbidden.filter((key) => manifest[key] !== undefined).map((key) => `package.json has ${key}`),
    ...forbiddenOclif.filter((key) => oclif[key] !== undefined).map((key) => `package.json has oclif.${key}`),
    ...scripts.filter((name) => lifecycleScripts.has(name)).map((name) => `package.json has the script ${name}`),
    ...peers.filter((name) => !allowedPeers.has(name)).map((name) => `package.json has the peer dependency ${name}`),
    ...(hasRange(manifest['ome']) ? [] : ['package.json: ome.hostApi is not a semver range']),
  ]
}

function isExplicit(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const {strategy, target, identifier} = value as Fields
  return strategy === 'explicit' && target === `./${bundleFile}` && identifier === 'commands'
}

function hasRange(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const {hostApi} = value as Fields
  return typeof hostApi === 'string' && validRange(hostApi) !== null
}

function parsed(bytes: Buffer, what: string): Fields {
  try {
    return fieldsOf(JSON.parse(bytes.toString('utf8')), what)
  } catch (cause) {
    throw new Error(`${what} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {cause})
  }
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
