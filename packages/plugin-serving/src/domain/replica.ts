import {OmeError} from '@ome/sdk/errors'
import {placeOf, type Running, type RunningPod} from './running.ts'

export interface ReplicaChoice {
  readonly component?: string | undefined
  /** Counted from 1 by age, or a pod's name. */
  readonly replica?: string | undefined
}

/** The pods that are meant; all of them without a replica. Throws `not-found`. */
export function chosenPods(running: Running, {component, replica}: ReplicaChoice): readonly RunningPod[] {
  const {noun, name} = running
  const all = running.pods.filter((pod) => component === undefined || pod.component === component)
  if (all.length === 0) {
    const of = component === undefined ? '' : ` for component ${component}`
    const {blocked} = running
    const why = blocked ? `: ${blocked.object}: ${blocked.says}` : ''
    throw new OmeError('not-found', `${noun} "${name}" has no pods${of}${why}`, [
      blocked?.next ?? `see why: ome status ${placeOf(running)}`,
    ])
  }
  if (replica === undefined) return all
  const chosen = /^\d+$/.test(replica) ? all[Number(replica) - 1] : all.find((pod) => pod.name === replica)
  if (chosen) return [chosen]
  throw new OmeError('not-found', `${noun} "${name}" has no replica ${replica}: it has ${all.length}`, [
    `by age: ${all.map((pod, index) => `${index + 1} ${pod.name}`).join(', ')}`,
  ])
}
