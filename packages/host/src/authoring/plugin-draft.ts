import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {ArtifactFacts} from '@ome/installer/artifact/contract'
import {pluginFolder} from '@ome/installer/registry/plugin-index'
import {OmeError} from '@ome/sdk/errors'
import {parseYaml} from '@ome/sdk/yaml'

/** What is reviewed before a registry offers a plugin: who it is. Below the plugin's folder. */
export const pluginFile = 'plugin.yaml'

/** Stands in a draft for what only the author knows. */
const placeholder = 'YOUR-NAME'

type Facts = Pick<ArtifactFacts, 'name' | 'kind' | 'summary' | 'topics' | 'version'>

/** The text of a plugin's file as far as it is known. */
export const pluginText = ({name, kind, summary, topics, version}: Facts): string =>
  `# Goes to plugins/${pluginFolder(name)}/plugin.yaml of a registry.
name: "${name}"
kind: ${kind}
publisher: ${placeholder}
summary: ${scalar(summary)}
topics: [${topics.map(scalar).join(', ')}]
channels:
  stable: ${version}
maintainers: [${placeholder}]
`

const scalar = (text: string): string => (/^[A-Za-z][\w ,.;()/-]*$/.test(text) ? text : JSON.stringify(text))

/** Drafts the plugin's file where there is none. Throws `failed` while it does not say whose the plugin is. */
export async function demandPluginFile(folder: string, facts: Facts): Promise<void> {
  const file = join(folder, pluginFile)
  if (!existsSync(file)) writeFileSync(file, pluginText(facts))
  const [said] = await parseYaml(readFileSync(file, 'utf8'), {source: file})
  const {publisher, maintainers}: {publisher?: unknown; maintainers?: unknown} = Object(said)
  if ([publisher, maintainers].flat().includes(placeholder))
    throw new OmeError('failed', `${pluginFile} does not say who publishes and maintains ${facts.name}`, [
      `put names in place of ${placeholder}: ${file}`,
    ])
}
