import type {Service} from '@ome/inference-model/service'
import type {ServicePod} from '@ome/inference-model/service-pod'
import {OmeError} from '@ome/sdk/errors'

export interface ReplicaChoice {
  readonly component?: string | undefined
  /** Counted from 1 by age, or a pod's name. */
  readonly replica?: string | undefined
}

/** The pods of a service that are meant; all of them without a replica. Throws `not-found`. */
export function chosenPods(service: Service, {component, replica}: ReplicaChoice): readonly ServicePod[] {
  const {name, namespace} = service
  const all = service.pods.filter((pod) => component === undefined || pod.component === component)
  if (all.length === 0) {
    const of = component === undefined ? '' : ` for component ${component}`
    throw new OmeError('not-found', `service "${name}" has no pods${of}`, [
      `see why: ome status service ${name} -n ${namespace}`,
    ])
  }
  if (replica === undefined) return all
  const chosen = /^\d+$/.test(replica) ? all[Number(replica) - 1] : all.find((pod) => pod.name === replica)
  if (chosen) return [chosen]
  throw new OmeError('not-found', `service "${name}" has no replica ${replica}: it has ${all.length}`, [
    `by age: ${all.map((pod, index) => `${index + 1} ${pod.name}`).join(', ')}`,
  ])
}
