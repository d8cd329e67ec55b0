import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import type {Service} from './service.ts'
import type {ServiceStore} from './service-store.ts'

export interface GetService {
  readonly name: string
  readonly namespace: string
}

/** The service of that name, or an error that says what else there is. */
export async function getService(store: ServiceStore, {namespace, name}: GetService): Promise<Service> {
  const service = await store.find(namespace, name)
  if (service) return service
  throw await missingService(store, {namespace, name})
}

/** A core Service of the same name is a likely mix-up, and so is a name that is nearly there. */
export async function missingService(store: ServiceStore, {namespace, name}: GetService): Promise<OmeError> {
  const [meant, names] = await Promise.all([store.hasCoreService(namespace, name), store.names(namespace)])
  const near = nearest(name, names)
  return new OmeError('not-found', `service "${name}" not found in namespace "${namespace}"`, [
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
    ...(meant ? [`a Kubernetes Service of that name exists: ome get svc ${name} -n ${namespace}`] : []),
    `list what is there: ome get services -n ${namespace}`,
  ])
}
