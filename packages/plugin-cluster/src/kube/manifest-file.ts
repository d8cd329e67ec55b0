import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import {parseManifests} from '@ome/sdk/yaml'

/** The objects of a YAML or JSON file; `-` is stdin. Throws `not-found` and `usage`. */
export async function readManifest(
  path: string,
  stdin: NodeJS.ReadableStream,
  folder: string,
): Promise<readonly KubeObject[]> {
  return await parseManifests(path === '-' ? await readAll(stdin) : await readText(path, folder), {source: path})
}

async function readText(path: string, folder: string): Promise<string> {
  const [{readFile}, {resolve}] = await Promise.all([import('node:fs/promises'), import('node:path')])
  try {
    return await readFile(resolve(folder, path), 'utf8')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    if (error.code === 'ENOENT') throw new OmeError('not-found', `file "${path}" not found`, [], {cause: error})
    throw new OmeError('usage', `file "${path}" cannot be read: ${error.message}`, [], {cause: error})
  }
}

async function readAll(stdin: NodeJS.ReadableStream): Promise<string> {
  let content = ''
  for await (const chunk of stdin) content += String(chunk)
  return content
}
