import {spawn} from 'node:child_process'
import {OmeError} from '@ome/sdk/errors'
import type {Manifest} from '@ome/sdk/manifest-files'
import {plain} from '@ome/sdk/text'
import {parseManifests} from '@ome/sdk/yaml'

export interface Surroundings {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

/** Programs that build a kustomization, the one made for it first. */
const builders: readonly (readonly [program: string, ...words: string[]])[] = [
  ['kustomize', 'build'],
  ['kubectl', 'kustomize'],
]

/** The objects a kustomization comes to, by `kustomize` or else `kubectl`. Throws `failed` when neither is there. */
export async function buildKustomization(folder: string, around: Surroundings): Promise<readonly Manifest[]> {
  for (const [program, ...words] of builders) {
    const text = await output(program, [...words, folder], around)
    if (text === undefined) continue
    const source = `${program} ${words.join(' ')} ${folder}`
    return (await parseManifests(text, {source})).map((object) => ({object, source: folder}))
  }
  throw new OmeError('failed', `"${folder}" needs a program that builds kustomizations, and there is none on PATH`, [
    'install kustomize or kubectl',
  ])
}

const largest = 64 * 2 ** 20

/** What a program prints; undefined when there is no such program. */
async function output(program: string, words: readonly string[], around: Surroundings): Promise<string | undefined> {
  const {cwd, env, signal} = around
  const child = spawn(program, words, {cwd, env: {...env}, signal, stdio: ['ignore', 'pipe', 'pipe']})
  const out: Buffer[] = []
  const complaint: Buffer[] = []
  let size = 0
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > largest) child.kill()
    else out.push(chunk)
  })
  child.stderr.on('data', (chunk: Buffer) => complaint.length < 100 && complaint.push(chunk))
  const end = await new Promise<{readonly code: number | null} | {readonly error: NodeJS.ErrnoException}>((resolve) => {
    child.once('error', (error) => resolve({error}))
    child.once('close', (code) => resolve({code}))
  })
  signal.throwIfAborted()
  if ('error' in end) {
    if (end.error.code === 'ENOENT') return undefined
    throw new OmeError('failed', `${program} cannot be started: ${end.error.message}`, [], {cause: end.error})
  }
  if (size > largest) throw new OmeError('failed', `${program} printed more than ${largest} bytes`)
  if (end.code === 0) return Buffer.concat(out).toString()
  const said = plain(Buffer.concat(complaint).toString().trim().slice(0, 2000))
  throw new OmeError('usage', `${program} ${words.join(' ')}: ${said || `ended with ${end.code}`}`)
}
