import {missingService} from '@ome/inference-model/get-service'
import type {Service} from '@ome/inference-model/service'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {revisionOf} from '../../rollout/usecases/view-canary.ts'

/** Ends when every pod that was there has been replaced and the service is ready; yields the state after each change. */
export async function* followRestart(store: ServiceStore, before: Service): AsyncGenerator<Service> {
  const {namespace, name} = before
  const old = new Set(before.pods.map((pod) => pod.name))
  for await (const service of store.follow(namespace, name)) {
    if (!service) throw await missingService(store, {namespace, name})
    if (service.status === 'Ready' && !service.pods.some((pod) => old.has(pod.name))) return
    yield service
  }
}

/** Ends when the service is ready with pods of another revision than before; a rollback may take up pods that are there. */
export async function* followRevision(store: ServiceStore, before: Service): AsyncGenerator<Service> {
  const {namespace, name} = before
  const was = revisionOf(before.components)
  for await (const service of store.follow(namespace, name)) {
    if (!service) throw await missingService(store, {namespace, name})
    if (service.status === 'Ready' && (was === undefined || revisionOf(service.components) !== was)) return
    yield service
  }
}
