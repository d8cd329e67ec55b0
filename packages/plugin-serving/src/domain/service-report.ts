import type {Model} from '@ome/inference-model/model'
import type {Service} from '@ome/inference-model/service'

/** A service with its model and what a person may do next. */
export interface ServiceReport {
  readonly service: Service
  /** Absent when it is gone or may not be read. */
  readonly model?: Model
  /** Commands that can be typed as they stand, most useful first. */
  readonly hints: readonly string[]
}

export interface ModelStore {
  find(name: string, kind: 'BaseModel' | 'ClusterBaseModel' | undefined, namespace: string): Promise<Model | undefined>
}

/** The next commands for a service in its state, each with the reason to type it. */
export function hintsFor(service: Service): string[] {
  const where = `service ${service.name} -n ${service.namespace}`
  const failing = service.pods.some(({problem}) => problem?.state === 'failing')
  const homeless = service.pods.some(({problem}) => problem?.state === 'unschedulable')
  if (homeless)
    return ['see where GPUs are free: ome get accelerators', `read what the scheduler says: ome events ${where}`]
  if (failing)
    return [`read why it ends: ome logs ${where} --previous --level error`, `read its events: ome events ${where}`]
  if (service.status === 'Stopped') return [`wake it: ome scale ${where} --replicas 1`]
  if (service.status === 'Ready') return [`talk to it: ome chat ${where}`]
  if (service.status === 'Progressing') return [`follow it: ome status ${where} --watch`]
  return [`read its events: ome events ${where}`]
}
