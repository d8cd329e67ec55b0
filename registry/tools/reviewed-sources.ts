import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {
  type IndexPlugin,
  type IndexRelease,
  pluginFolder,
  readPluginFacts,
  readReleaseFacts,
} from '@ome/installer/registry/plugin-index'
import {fieldsOf} from '@ome/installer/registry/shape'
import {parse} from 'yaml'

export type PluginFacts = Omit<IndexPlugin, 'releases'>
export type ReleaseFacts = Omit<IndexRelease, 'commands'>

export interface ReviewedPlugin {
  readonly facts: PluginFacts
  readonly releases: readonly ReleaseFacts[]
}

/** Reads a plugin's `plugin.yaml`; throws with the path for anything unexpected. */
export function readPluginFile(path: string): PluginFacts {
  return readPluginFacts(fieldsOf(parse(readFileSync(path, 'utf8')), path), path)
}

/** All reviewed plugins below `registry/plugins`, by name. A folder whose name is not its plugin's throws. */
export function readReviewed(folder: string): readonly ReviewedPlugin[] {
  const names = existsSync(folder) ? readdirSync(folder).sort() : []
  return names.map((name) => {
    const facts = readPluginFile(join(folder, name, 'plugin.yaml'))
    if (pluginFolder(facts.name) !== name)
      throw new Error(`${join(folder, name)}: the folder of ${facts.name} is ${pluginFolder(facts.name)}`)
    return {facts, releases: readReleases(join(folder, name, 'releases'))}
  })
}

function readReleases(folder: string): readonly ReleaseFacts[] {
  const files = existsSync(folder) ? readdirSync(folder).sort() : []
  return files.map((file) => {
    const path = join(folder, file)
    const release = readReleaseFacts(fieldsOf(parse(readFileSync(path, 'utf8')), path), path)
    if (`${release.version}.yaml` !== file)
      throw new Error(`${path}: the file of version ${release.version} is ${release.version}.yaml`)
    return release
  })
}
