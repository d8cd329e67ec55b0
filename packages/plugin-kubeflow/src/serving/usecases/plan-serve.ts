import {fieldChanges} from '@ome/inference-model/manifests/field-changes'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {type Detection, notServed} from '../../domain/served.ts'
import type {WantedService} from '../domain/served-service.ts'
import type {ServiceWorld} from '../domain/service-world.ts'

/** Makes the service, or brings it to what the file says. */
export async function planServe(world: ServiceWorld, detection: Detection, service: WantedService): Promise<Plan> {
  const {resource, object, product} = service
  const versions = (await detection.served()).versions(resource)
  if (versions.length === 0) throw product === 'KServe' ? notServed('serving') : noOme()
  if (!versions.includes(resource.version))
    throw new OmeError('not-found', `the cluster does not serve ${object.apiVersion}`, [
      `it has ${versions.map((version) => `${resource.group}/${version}`).join(', ')}`,
    ])
  const {name, namespace = ''} = object.metadata
  const target = {kind: object.kind, name, namespace}
  const live = await world.get(service)
  if (!live) return {changes: [{action: 'create', object: target, write: world.apply(service)}]}
  // What defaults and controllers added is theirs.
  const fields = fieldChanges(live['spec'], object['spec'], 'spec').filter(({to}) => to !== undefined)
  if (fields.length === 0) return {changes: [{action: 'unchanged', object: target}]}
  return {changes: [{action: 'update', object: target, fields, write: world.apply(service)}]}
}

const noOme = (): OmeError =>
  new OmeError('not-found', 'OME is not installed: the cluster does not serve its InferenceServices', [
    'choose another cluster with --context',
  ])
