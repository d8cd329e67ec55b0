import type {KubeObject} from '@ome/sdk/kube'
import {containerName} from './run-job.ts'

/** How far the pod of a run is. */
export type PodState =
  | {readonly phase: 'waiting'}
  | {readonly phase: 'stuck'; readonly why: string}
  | {readonly phase: 'running'}
  | {
      readonly phase: 'ended'
      readonly code: number
      readonly reason?: string
      readonly message?: string
      readonly finishedAt?: string
    }

/** Reasons of a waiting container that do not go away by waiting. */
const hopeless: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
])

/** Reads the state of the command's container from its pod; anything unexpected is waiting. */
export function podState({status}: KubeObject): PodState {
  const {state = {}} = status?.containerStatuses?.find(({name}: {name: string}) => name === containerName) ?? {}
  const {terminated, running, waiting} = state
  if (terminated)
    return {
      phase: 'ended',
      code: Number(terminated.exitCode),
      ...(terminated.reason ? {reason: String(terminated.reason)} : {}),
      ...(terminated.message ? {message: String(terminated.message)} : {}),
      ...(terminated.finishedAt ? {finishedAt: String(terminated.finishedAt)} : {}),
    }
  if (running) return {phase: 'running'}
  if (hopeless.has(waiting?.reason))
    return {phase: 'stuck', why: `${waiting.reason}: ${waiting.message ?? 'no reason is given'}`}
  const scheduled = status?.conditions?.find(({type}: {type: string}) => type === 'PodScheduled')
  if (scheduled?.status === 'False' && scheduled.reason === 'Unschedulable')
    return {phase: 'stuck', why: `no node takes it: ${scheduled.message ?? 'no reason is given'}`}
  if (status?.phase === 'Failed')
    return {phase: 'stuck', why: `${status.reason ?? 'its pod failed'}: ${status.message ?? 'no reason is given'}`}
  return {phase: 'waiting'}
}
