import {existsSync, globSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {KubeObject} from '@ome/sdk/kube'
import {parseManifests} from '@ome/sdk/yaml'
import {packageFolder} from './package-folder.ts'

/**
 * The objects of a plugin's own scenario, in the order of the file names: `test/scenarios/<name>/*.yaml` of the package
 * whose test file calls it. Give them to `cluster({objects})`. Throws when the folder holds none.
 */
export async function scenario(testFolder: string, name: string): Promise<readonly KubeObject[]> {
  const folder = join(packageFolder(testFolder), 'test', 'scenarios', name)
  const files = existsSync(folder) ? globSync('*.yaml', {cwd: folder}).sort() : []
  if (files.length === 0) throw new Error(`${folder} holds no scenario: it has no *.yaml`)
  const read = files.map((file) => parseManifests(readFileSync(join(folder, file), 'utf8'), {source: file}))
  return (await Promise.all(read)).flat()
}
