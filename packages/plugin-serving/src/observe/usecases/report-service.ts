import type {Service} from '@ome/inference-model/service'
import type {ServiceStore} from '../../domain/service-store.ts'
import {type GetService, getService, missingService} from '../../usecases/get-service.ts'
import {lastError} from '../domain/log-record.ts'
import type {PodLogs} from '../domain/pod-logs.ts'
import {crashingPod, hintsFor, type ModelStore, type ServiceReport} from '../domain/service-report.ts'

/** Where a report is read from. */
export interface ReportSources {
  readonly services: ServiceStore
  readonly models: ModelStore
  readonly logs: PodLogs
}

export async function reportService(sources: ReportSources, input: GetService): Promise<ServiceReport> {
  return await reporter(sources)(await getService(sources.services, input))
}

/** A report after every change, until the service is gone. */
export async function* followService(sources: ReportSources, input: GetService): AsyncGenerator<ServiceReport> {
  const report = reporter(sources)
  for await (const service of sources.services.follow(input.namespace, input.name)) {
    if (!service) throw await missingService(sources.services, input)
    yield await report(service)
  }
}

/** Makes the reports of one service; a run that ended is read once. */
function reporter({models, logs}: ReportSources): (service: Service) => Promise<ServiceReport> {
  const read = new Map<string, string | undefined>()
  const errorOf = async (service: Service): Promise<string | undefined> => {
    const pod = crashingPod(service)
    if (!pod) return undefined
    const key = `${pod.name} ${pod.restarts}`
    if (!read.has(key)) read.set(key, lastError(await logs.lastRun(service.namespace, pod)))
    return read.get(key)
  }
  return async (service) => {
    const {model} = service
    const [found, error] = await Promise.all([
      model && models.find(model.name, model.kind, service.namespace),
      errorOf(service),
    ])
    return {
      service,
      ...(found?.state === 'found' && {model: found.model}),
      modelGone: found?.state === 'gone',
      ...(error !== undefined && {lastError: error}),
      hints: hintsFor(service, found?.state === 'gone'),
    }
  }
}
