import {at, list, number, text} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import {because, conditionsOf, type ObjectState, terminating} from './state.ts'

/** One step of a run: its initializers, and `node`, which trains. */
export interface TrainStep {
  readonly name: string
  readonly active: number
  readonly ready: number
  readonly succeeded: number
  readonly failed: number
}

export const stepsOf = (job: KubeObject): readonly TrainStep[] =>
  list(at(job['status'], 'jobsStatus')).map((step) => ({
    name: text(at(step, 'name')) ?? '',
    active: number(at(step, 'active')) ?? 0,
    ready: number(at(step, 'ready')) ?? 0,
    succeeded: number(at(step, 'succeeded')) ?? 0,
    failed: number(at(step, 'failed')) ?? 0,
  }))

/** The step a run is at; undefined before the first one. */
export const currentStep = (job: KubeObject): TrainStep | undefined =>
  stepsOf(job).find(({active, ready}) => active > 0 || ready > 0)

/**
 * Trainer 2 has no condition for a run that runs, and the last condition of one that was resumed is `Suspended`: the
 * state is of what holds, and of the jobs that are active.
 */
export function trainJobState(job: KubeObject): ObjectState {
  if (job.metadata.deletionTimestamp !== undefined) return terminating
  const holds = (type: string) => conditionsOf(job).find((each) => each.type === type && each.status === 'True')
  if (holds('Complete')) return {state: 'Complete', health: 'ready', detail: ''}
  const failed = holds('Failed')
  if (failed) return {state: 'Failed', health: 'bad', detail: because(failed)}
  if (holds('Suspended')) return {state: 'Suspended', health: 'off', detail: ''}
  const step = currentStep(job)
  if (step) return {state: 'Running', health: step.failed > 0 ? 'bad' : 'ready', detail: stepText(step, job)}
  return {state: 'Pending', health: 'waiting', detail: 'no pod of it is active'}
}

function stepText({name, failed}: TrainStep, job: KubeObject): string {
  const percent = number(at(job['status'], 'trainerStatus', 'progressPercentage'))
  const parts = [
    `step ${name}`,
    ...(percent === undefined ? [] : [`${percent}%`]),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ]
  return parts.join(', ')
}

const legacyHealth: Readonly<Record<string, ObjectState['health']>> = {
  Succeeded: 'ready',
  Running: 'ready',
  Created: 'waiting',
  Restarting: 'bad',
  Suspended: 'off',
  Failed: 'bad',
}

/** Jobs of the Training Operator 1.9: the last condition that holds. */
export function legacyJobState(job: KubeObject): ObjectState {
  if (job.metadata.deletionTimestamp !== undefined) return terminating
  const last = conditionsOf(job).findLast(({status}) => status === 'True')
  if (!last) return {state: 'Pending', health: 'waiting', detail: 'its operator has not looked at it'}
  const health = legacyHealth[last.type] ?? 'bad'
  return {state: last.type, health, detail: health === 'bad' ? because(last) : ''}
}
