import {at, text} from '@ome/capacity/fields'
import type {Node} from '@ome/inference-model/node'
import type {KubeObject} from '@ome/sdk/kube'
import type {KubeflowKind} from '../../domain/kubeflow-kind.ts'
import {stateOf} from '../../domain/kubeflow-object.ts'
import type {ObjectState} from '../../domain/states/state.ts'
import type {Warning} from '../../domain/warning.ts'
import {suspendPath} from './job-kind.ts'
import type {TrainingPod} from './training-pod.ts'

/** A training job of any kind. */
export interface TrainingJob {
  readonly kind: KubeflowKind
  readonly name: string
  readonly namespace: string
  readonly state: ObjectState
  readonly outcome?: 'complete' | 'failed'
  readonly isSuspended: boolean
  /** The queue that lets it begin. */
  readonly queue?: string
  /** The runtime a TrainJob names. */
  readonly runtime?: string
  readonly raw: KubeObject
}

export function toTrainingJob(kind: KubeflowKind, raw: KubeObject): TrainingJob {
  const state = stateOf(kind, raw)
  const queue = raw.metadata.labels?.['kueue.x-k8s.io/queue-name']
  const runtime = text(at(raw['spec'], 'runtimeRef', 'name'))
  const outcome = outcomes[state.state]
  return {
    kind,
    name: raw.metadata.name,
    namespace: raw.metadata.namespace ?? '',
    state,
    isSuspended: at(raw, ...suspendPath(kind)) === true,
    raw,
    ...(outcome && {outcome}),
    ...(queue !== undefined && {queue}),
    ...(runtime !== undefined && {runtime}),
  }
}

const outcomes: Readonly<Record<string, NonNullable<TrainingJob['outcome']>>> = {
  Complete: 'complete',
  Succeeded: 'complete',
  Failed: 'failed',
}

/** A runtime that TrainJobs are made after. */
export interface TrainingRuntime {
  readonly kind: 'ClusterTrainingRuntime' | 'TrainingRuntime'
  readonly name: string
  /** `torch`, `deepspeed`, …; empty where it does not say. */
  readonly framework: string
  readonly isDeprecated: boolean
  readonly nodes: number
  /** Of each node. */
  readonly gpus: number
}

/** What is asked of the cluster about training jobs. */
export interface TrainingStore {
  /** The kinds of training jobs that are served; with `kind` those of it alone. Throws `not-found` where there is none. */
  kinds(word?: string): Promise<readonly KubeflowKind[]>
  get(kind: KubeflowKind, namespace: string, name: string): Promise<TrainingJob | undefined>
  /** Those this person may list. */
  names(kinds: readonly KubeflowKind[], namespace: string): Promise<readonly {kind: KubeflowKind; name: string}[]>
  pods(job: TrainingJob): Promise<readonly TrainingPod[]>
  /** Warnings about a job and what belongs to it, latest last; none where they may not be listed. */
  warnings(job: TrainingJob): Promise<readonly Warning[]>
  /** Undefined where they may not be listed, as those of most users. */
  nodes(): Promise<readonly Node[] | undefined>
  /** Undefined where neither kind may be listed. */
  runtimes(namespace: string): Promise<readonly TrainingRuntime[] | undefined>
  /** Fields of a TrainJob's spec as the cluster serves them; undefined where its schema cannot be read. */
  trainJobFields(): Promise<ReadonlySet<string> | undefined>
}
