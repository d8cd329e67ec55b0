import type {ServicePod} from '@ome/inference-model/service-pod'
import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'

/** Throws `not-found` for a container that a pod does not have; one whose containers are not known may have it. */
export function demandContainer(
  {name, containers}: Pick<ServicePod, 'name' | 'containers'>,
  wanted: string | undefined,
): void {
  if (wanted === undefined || !containers || containers.includes(wanted)) return
  const near = nearest(wanted, containers)
  throw new OmeError('not-found', `pod "${name}" has no container "${wanted}"`, [
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
    `it has ${containers.join(', ')}`,
  ])
}
