import {at, text} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import type {KubeflowObject} from '../../domain/kubeflow-object.ts'
import type {ObjectPod} from '../../domain/object-pod.ts'
import {stepsOf, type TrainStep} from '../../domain/states/training-state.ts'
import type {Warning} from '../../domain/warning.ts'

export interface ObjectEvent {
  readonly at: string
  readonly type: string
  readonly reason: string
  readonly message: string
}

export interface EventStore {
  /** Newest last; undefined when this person may not read events. */
  of(object: KubeflowObject): Promise<readonly ObjectEvent[] | undefined>
  /** Warnings about it and what is made for it, latest last; none where this person may not read events. */
  warnings(object: KubeflowObject): Promise<readonly Warning[]>
  /** Those of a namespace, latest last; none where this person may not read events. */
  warningsIn(namespace: string): Promise<readonly Warning[]>
}

/** All there is to know of one object. */
export interface ObjectInfo {
  readonly object: KubeflowObject
  readonly pods: readonly ObjectPod[]
  readonly events: readonly ObjectEvent[]
  readonly steps: readonly TrainStep[]
  /** Where it answers: a path behind Kubeflow's gateway, or a URL. */
  readonly url?: string
  /** Why it has no pods, as far as the cluster tells. */
  readonly cause?: string
  /** A sentence with a command. */
  readonly next?: string
}

/** Paths as the controllers of Kubeflow 1.10 route them; KServe writes its own URL. */
export function urlOf({kind, name, namespace, raw}: KubeflowObject): string | undefined {
  const place = `${namespace}/${name}`
  if (kind.word === 'notebook') return `/notebook/${place}/`
  if (kind.word === 'workspace') return `/workspace/connect/${place}/`
  if (kind.word === 'tensorboard') return `/tensorboard/${place}/`
  return kind.word === 'inferenceservice' ? text(at(raw['status'], 'url')) : undefined
}

export const stepsIn = ({kind, raw}: KubeflowObject): readonly TrainStep[] =>
  kind.word === 'trainjob' ? stepsOf(raw) : []

export const toEvent = (event: KubeObject): ObjectEvent => ({
  at: text(event['lastTimestamp']) ?? text(event['eventTime']) ?? event.metadata.creationTimestamp ?? '',
  type: text(event['type']) ?? 'Normal',
  reason: text(event['reason']) ?? '',
  message: text(event['message']) ?? '',
})
