import type {KubeObject} from './kube.ts'

/** How far the program of a pod is. */
export type PodState =
  | {readonly phase: 'waiting'}
  /** It does not start by itself; `isUnplaced` where a node with room would help. */
  | {readonly phase: 'stuck'; readonly why: string; readonly isUnplaced?: true}
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

/** The state of the program that runs in a container of a pod; anything unexpected is waiting. */
export function podState({status}: KubeObject, container: string): PodState {
  const {state = {}} = status?.containerStatuses?.find(({name}: {name: string}) => name === container) ?? {}
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
    return {phase: 'stuck', why: `no node takes it: ${scheduled.message ?? 'no reason is given'}`, isUnplaced: true}
  if (status?.phase === 'Failed')
    return {phase: 'stuck', why: `${status.reason ?? 'its pod failed'}: ${status.message ?? 'no reason is given'}`}
  return {phase: 'waiting'}
}
