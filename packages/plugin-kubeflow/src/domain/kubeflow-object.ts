import type {KubeObject} from '@ome/sdk/kube'
import type {KubeflowKind} from './kubeflow-kind.ts'
import type {Candidate} from './object-name.ts'
import {notebookState, workspaceState} from './states/notebook-state.ts'
import {kserveState, profileState, tensorboardState} from './states/platform-state.ts'
import type {ObjectState} from './states/state.ts'
import {legacyJobState, trainJobState} from './states/training-state.ts'

/** An object of Kubeflow with its state, derived and not copied from print columns. */
export interface KubeflowObject extends Candidate, ObjectState {
  readonly namespace?: string
  readonly createdAt?: string
  /** As the cluster has it. */
  readonly raw: KubeObject
}

const states: Readonly<Record<string, (object: KubeObject) => ObjectState>> = {
  notebook: notebookState,
  workspace: workspaceState,
  trainjob: trainJobState,
  tensorboard: tensorboardState,
  profile: profileState,
  inferenceservice: kserveState,
}

/** The state of an object of a kind; jobs of the Training Operator share one derivation. */
export const stateOf = ({word}: KubeflowKind, raw: KubeObject): ObjectState => (states[word] ?? legacyJobState)(raw)

export function toKubeflowObject(kind: KubeflowKind, raw: KubeObject): KubeflowObject {
  const {name, namespace, creationTimestamp} = raw.metadata
  return {
    kind,
    name,
    raw,
    ...stateOf(kind, raw),
    ...(namespace !== undefined && {namespace}),
    ...(creationTimestamp !== undefined && {createdAt: creationTimestamp}),
  }
}

/** What was found of several kinds, and the kinds that this person may not list. */
export interface FoundObjects {
  readonly objects: readonly KubeflowObject[]
  readonly denied: readonly KubeflowKind[]
}

export interface ObjectStore {
  /** Objects of these kinds, one LIST per kind; those of the whole cluster with a namespace absent. */
  list(kinds: readonly KubeflowKind[], namespace?: string): Promise<FoundObjects>
  /** Undefined when there is none. */
  get(kind: KubeflowKind, name: string, namespace: string): Promise<KubeflowObject | undefined>
}
