import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import {parseManifests} from '@ome/sdk/yaml'

/** The objects of a YAML or JSON file, or of all such files of a folder; `-` is stdin. Throws `not-found` and `usage`. */
export async function readManifest(
  path: string,
  stdin: NodeJS.ReadableStream,
  folder: string,
): Promise<readonly KubeObject[]> {
  if (path === '-') return await parseManifests(await readAll(stdin), {source: 'stdin'})
  const {resolve} = await import('node:path')
  const files = await filesOf(path, resolve(folder, path))
  const objects = await Promise.all(
    files.map(async (file) =>
      parseManifests(await orUnreadable(file, readText(resolve(folder, file))), {source: file}),
    ),
  )
  return objects.flat()
}

async function filesOf(path: string, full: string): Promise<readonly string[]> {
  const [{readdir, stat}, {join}] = await Promise.all([import('node:fs/promises'), import('node:path')])
  if (!(await orUnreadable(path, stat(full))).isDirectory()) return [path]
  const names = (await orUnreadable(path, readdir(full))).filter((name) => /\.(ya?ml|json)$/.test(name)).sort()
  if (names.length > 0) return names.map((name) => join(path, name))
  throw new OmeError('usage', `folder "${path}" has no .yaml, .yml or .json files`)
}

const readText = async (full: string): Promise<string> => (await import('node:fs/promises')).readFile(full, 'utf8')

async function orUnreadable<Value>(path: string, reading: Promise<Value>): Promise<Value> {
  try {
    return await reading
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    if (error.code === 'ENOENT') throw new OmeError('not-found', `"${path}" not found`, [], {cause: error})
    throw new OmeError('usage', `"${path}" cannot be read: ${error.message}`, [], {cause: error})
  }
}

async function readAll(stdin: NodeJS.ReadableStream): Promise<string> {
  let content = ''
  for await (const chunk of stdin) content += String(chunk)
  return content
}
