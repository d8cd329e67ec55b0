import {at, list, number, text} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import {because, conditionsOf, type ObjectState, terminating} from './state.ts'

/** Its controller appends a condition with each look: the last one counts. */
export function tensorboardState(board: KubeObject): ObjectState {
  if (board.metadata.deletionTimestamp !== undefined) return terminating
  const logs = text(at(board['spec'], 'logspath')) ?? ''
  if ((number(at(board['status'], 'readyReplicas')) ?? 0) > 0) return {state: 'Ready', health: 'ready', detail: logs}
  const last = list(at(board['status'], 'conditions')).at(-1)
  if (text(at(last, 'deploymentState')) === 'ReplicaFailure')
    return {state: 'Failed', health: 'bad', detail: 'its Deployment cannot make pods'}
  return {state: 'Waiting', health: 'waiting', detail: 'its pod is not ready'}
}

export const ownerOf = (profile: KubeObject): string => text(at(profile['spec'], 'owner', 'name')) ?? ''

/** Success leaves the conditions of a profile empty; failures are appended. */
export function profileState(profile: KubeObject): ObjectState {
  if (profile.metadata.deletionTimestamp !== undefined) return terminating
  const last = conditionsOf(profile).at(-1)
  if (last?.type === 'Failed') return {state: 'Failed', health: 'bad', detail: because(last)}
  return {state: 'Ready', health: 'ready', detail: `owner ${ownerOf(profile)}`}
}

/** What holds an InferenceService of KServe up: the first condition that does not hold, `Ready` itself last. */
export function kserveState(service: KubeObject): ObjectState {
  if (service.metadata.deletionTimestamp !== undefined) return terminating
  const conditions = conditionsOf(service)
  const ready = conditions.find(({type}) => type === 'Ready')
  if (ready?.status === 'True')
    return {state: 'Ready', health: 'ready', detail: text(at(service['status'], 'url')) ?? ''}
  const open = conditions.filter(({status, type}) => status !== 'True' && type !== 'Ready')
  const cause = open.find((each) => because(each) !== '') ?? ready
  const isFailed = conditions.some(({status, type}) => status === 'False' && type !== 'Ready')
  return {
    state: isFailed ? 'NotReady' : 'Waiting',
    health: isFailed ? 'bad' : 'waiting',
    detail: cause === undefined ? 'its controller has not looked at it' : `${cause.type} ${because(cause)}`.trim(),
  }
}
