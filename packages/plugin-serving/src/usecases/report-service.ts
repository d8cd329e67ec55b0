import type {Service} from '@ome/inference-model/service'
import {hintsFor, type ModelStore, type ServiceReport} from '../domain/service-report.ts'
import type {ServiceStore} from '../domain/service-store.ts'
import {type GetService, getService, missingService} from './get-service.ts'

export async function reportService(
  store: ServiceStore,
  models: ModelStore,
  input: GetService,
): Promise<ServiceReport> {
  return report(await getService(store, input), models)
}

/** A report after every change, until the service is gone. */
export async function* followService(
  store: ServiceStore,
  models: ModelStore,
  input: GetService,
): AsyncGenerator<ServiceReport> {
  for await (const service of store.follow(input.namespace, input.name)) {
    if (!service) throw await missingService(store, input)
    yield await report(service, models)
  }
}

/** Reports until the service is ready as wanted (`done`), or cannot become so (`failed`). */
export async function* followUntilReady(
  store: ServiceStore,
  models: ModelStore,
  input: GetService,
): AsyncGenerator<ServiceReport> {
  for await (const next of followService(store, models, input)) {
    yield next
    if (isSettled(next.service)) return
  }
}

/** Ready, or broken in a way that waiting does not mend. */
export const isSettled = (service: Service): boolean => service.status === 'Ready' || service.status === 'Failed'

async function report(service: Service, models: ModelStore): Promise<ServiceReport> {
  const {model} = service
  const found = model && (await models.find(model.name, model.kind, service.namespace))
  return {service, ...(found && {model: found}), hints: hintsFor(service)}
}
