import type {Model} from '@ome/inference-model/model'
import type {Service} from '@ome/inference-model/service'
import type {ServicePod} from '@ome/inference-model/service-pod'

/** A service with its model and what a person may do next. */
export interface ServiceReport {
  readonly service: Service
  /** Absent when it is gone or may not be read. */
  readonly model?: Model
  /** The service names a model that is not there. */
  readonly modelGone: boolean
  /** What a pod that crashes wrote before its last run ended. */
  readonly lastError?: string
  /** Commands that can be typed as they stand, most useful first. */
  readonly hints: readonly string[]
}

/** `hidden`: this person may not read it, so that nobody knows whether it is there. */
export type ModelFinding = {readonly state: 'found'; readonly model: Model} | {readonly state: 'gone' | 'hidden'}

export interface ModelStore {
  find(name: string, kind: 'BaseModel' | 'ClusterBaseModel' | undefined, namespace: string): Promise<ModelFinding>
}

const isFailing = ({problem, terminating}: ServicePod): boolean => problem?.state === 'failing' && !terminating

/** A pod that ran and failed, so that the log of its last run says why. */
export const crashingPod = ({pods}: Service): ServicePod | undefined =>
  pods.find((pod) => isFailing(pod) && pod.phase !== 'Pending')

/** The next commands for a service in its state, each with the reason to type it. */
export function hintsFor(service: Service, modelGone = false): string[] {
  if (!modelGone) return stateHints(service)
  return [
    `see which models there are, or import it again: ome get models -n ${service.namespace}`,
    ...stateHints(service),
  ]
}

function stateHints(service: Service): string[] {
  const where = `service ${service.name} -n ${service.namespace}`
  const failing = service.pods.some(isFailing)
  const homeless = service.pods.some(({problem}) => problem?.state === 'unschedulable')
  const cordoned = service.pods.some(({problem}) => problem?.message?.includes('were unschedulable'))
  const look = cordoned ? 'see which nodes take pods: ome get nodes' : 'see where GPUs are free: ome get accelerators'
  if (homeless) return [look, `read what the scheduler says: ome events ${where}`]
  const crashing = crashingPod(service)
  if (crashing?.problem?.outOfMemory)
    return [`give it more memory: ${moreMemory(service, crashing)}`, `read its events: ome events ${where}`]
  if (crashing) {
    const previous = crashing.restarts > 0 ? ' --previous' : ''
    return [`read how it ended: ome logs ${where}${previous} --tail 30`, `read its events: ome events ${where}`]
  }
  if (failing) return [`read its events: ome events ${where}`]
  if (service.status === 'Stopped') return [`wake it: ome scale ${where} --replicas 1`]
  if (service.status === 'Ready') return [`talk to it: ome chat ${where}`]
  if (service.status === 'Progressing') return [`follow it: ome status ${where} --watch`]
  return [`read its events: ome events ${where}`]
}

/** Sets twice the limit in the service: OME merges it into the runtime's container, so that the rest stays. */
function moreMemory({name, namespace}: Service, {component, memoryLimit}: ServicePod): string {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(memoryLimit ?? '') ?? []
  const memory = amount === undefined ? '64Gi' : `${Number(amount) * 2}${unit}`
  const container = component === 'router' ? 'router' : 'ome-container'
  const runner = {name: container, resources: {limits: {memory}, requests: {memory}}}
  const patch = JSON.stringify({spec: {[component]: {runner}}})
  return `kubectl patch inferenceservice ${name} -n ${namespace} --type merge -p '${patch}'`
}
