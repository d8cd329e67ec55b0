import {existsSync, globSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {KubeObject} from '@ome/sdk/kube'
import {parseManifests} from '@ome/sdk/yaml'
import {packageFolder} from './package-folder.ts'

/**
 * The objects of a plugin's own scenario: `test/scenarios/<name>/*.yaml` of the package whose test file calls it, by the
 * names of the files, and what lies in no namespace first. Give them to `cluster({objects})`. Throws without any.
 */
export async function scenario(testFolder: string, name: string): Promise<readonly KubeObject[]> {
  const folder = join(packageFolder(testFolder), 'test', 'scenarios', name)
  const files = existsSync(folder) ? globSync('*.yaml', {cwd: folder}).sort() : []
  if (files.length === 0) throw new Error(`${folder} holds no scenario: it has no *.yaml`)
  const read = files.map((file) => parseManifests(readFileSync(join(folder, file), 'utf8'), {source: file}))
  const objects = (await Promise.all(read)).flat()
  return objects.sort((a, b) => Number('namespace' in a.metadata) - Number('namespace' in b.metadata))
}
