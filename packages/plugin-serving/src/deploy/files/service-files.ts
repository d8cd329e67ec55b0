import {at} from '@ome/capacity/fields'
import type {BaseService} from '@ome/inference-model/deploy/request'
import {OmeError} from '@ome/sdk/errors'
import {type ManifestInput, readManifests} from '@ome/sdk/manifest-files'
import {parseYaml} from '@ome/sdk/yaml'
import type {ServiceFiles} from '../domain/service-files.ts'

export const serviceFiles = (input: ManifestInput): ServiceFiles => ({
  async service(path) {
    const manifests = await readManifests([path], input)
    const services = manifests.filter(({object}) => object.kind === 'InferenceService')
    const [only] = services
    if (only && services.length === 1 && manifests.length === 1) return base(only.object)
    const what = services.length === manifests.length ? `${services.length} services` : 'other objects than a service'
    throw new OmeError(
      'usage',
      `"${path}" holds ${services.length === 0 ? 'no service' : what}: deploy takes one service`,
      [`create everything that is in it: ome apply -f ${path}`],
    )
  },
  async document(path) {
    const [document, ...others] = await parseYaml(await content(path, input), {source: path})
    if (document !== undefined && others.length === 0) return document
    throw new OmeError('usage', `"${path}" holds ${document === undefined ? 'nothing' : 'several documents'}`)
  },
})

const base = (object: Readonly<Record<string, unknown>>): BaseService => ({
  object,
  field: (path) => at(object, ...path),
})

async function content(path: string, {cwd, stdin}: ManifestInput): Promise<string> {
  if (path === '-') {
    let text = ''
    for await (const chunk of stdin) text += String(chunk)
    return text
  }
  const [{readFile}, {resolve}] = await Promise.all([import('node:fs/promises'), import('node:path')])
  try {
    return await readFile(resolve(cwd, path), 'utf8')
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    const why = error instanceof Error ? error.message : String(error)
    throw new OmeError(
      isMissing ? 'not-found' : 'usage',
      `"${path}" ${isMissing ? 'not found' : `cannot be read: ${why}`}`,
      [],
      {cause: error},
    )
  }
}
