import {at} from '@ome/capacity/fields'
import type {BaseService} from '@ome/inference-model/deploy/request'
import {OmeError} from '@ome/sdk/errors'
import {type ManifestInput, readDocument, readManifests} from '@ome/sdk/manifest-files'
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
  document: (path) => readDocument(path, input),
})

const base = (object: Readonly<Record<string, unknown>>): BaseService => ({
  object,
  field: (path) => at(object, ...path),
})
