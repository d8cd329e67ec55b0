import {at, list, text} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'

/** How an object is: the word a person reads, and what it means for them. */
export interface ObjectState {
  readonly state: string
  /** `ready` does its work or has done it, `waiting` will, `off` was stopped by somebody, `bad` needs a look. */
  readonly health: 'ready' | 'waiting' | 'off' | 'bad'
  /** The cause, or what there is to know; empty where the state says it all. */
  readonly detail: string
}

export interface Condition {
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly message: string
}

export const conditionsOf = (object: KubeObject): readonly Condition[] =>
  list(at(object['status'], 'conditions')).map((each) => ({
    type: text(at(each, 'type')) ?? '',
    status: text(at(each, 'status')) ?? '',
    reason: text(at(each, 'reason')) ?? '',
    message: text(at(each, 'message')) ?? '',
  }))

/** `Reason: message`, or the one there is. */
export const because = ({reason, message}: Pick<Condition, 'reason' | 'message'>): string =>
  [reason, message].filter((part) => part !== '').join(': ')

export const terminating: ObjectState = {state: 'Terminating', health: 'waiting', detail: 'it is being deleted'}
