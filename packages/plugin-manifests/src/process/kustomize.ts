import {existsSync} from 'node:fs'
import {join, resolve} from 'node:path'
import {OmeError} from '@ome/sdk/errors'
import type {Manifest} from '@ome/sdk/manifest'
import {runProgram, type Surroundings} from '@ome/sdk/program'
import {parseManifests} from '@ome/sdk/yaml'

const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']

/** Whether a folder is a kustomization. */
export const isKustomization = (folder: string): boolean => names.some((name) => existsSync(join(folder, name)))

/** Programs that build a kustomization, the one made for it first. */
const builders: readonly (readonly [program: string, ...words: string[]])[] = [
  ['kustomize', 'build'],
  ['kubectl', 'kustomize'],
]

/** The objects a kustomization comes to, by `kustomize` or else `kubectl`. Throws `failed` when neither is there. */
export async function buildKustomization(folder: string, around: Surroundings): Promise<readonly Manifest[]> {
  if (!existsSync(resolve(around.cwd, folder))) throw new OmeError('not-found', `"${folder}" not found`)
  for (const [program, ...words] of builders) {
    const ended = await runProgram(program, [...words, folder], around)
    if (ended === undefined) continue
    const {code, out, complaint} = ended
    if (code !== 0) throw new OmeError('usage', `${program} ${words.join(' ')}: ${complaint || `ended with ${code}`}`)
    const objects = await parseManifests(out, {source: `${program} ${words.join(' ')} ${folder}`})
    return objects.map((object) => ({object, source: folder}))
  }
  throw new OmeError('failed', `"${folder}" needs a program that builds kustomizations, and there is none on PATH`, [
    'install kustomize or kubectl',
  ])
}
