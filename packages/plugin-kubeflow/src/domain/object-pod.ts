import {at, list, number, text, textMap} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'
import type {KubeflowKind} from './kubeflow-kind.ts'
import type {Candidate} from './object-name.ts'
import {because} from './states/state.ts'

/** A pod of an object. */
export interface ObjectPod {
  readonly name: string
  readonly phase: string
  readonly ready: boolean
  readonly terminating: boolean
  readonly createdAt: string
  readonly node?: string
  /** Step and rank of a pod that trains, such as `node-1`. */
  readonly part?: string
  readonly restarts: number
  readonly containers: readonly string[]
  /** Port of its first container that declares one. */
  readonly port?: number
  /** Why it is not ready, as far as it tells. */
  readonly trouble?: string
  /** How the run before a restart ended, where it failed. */
  readonly before?: string
}

export interface PodStore {
  /** Pods of an object, newest first; none for kinds that have no pods. */
  of(object: Candidate & {readonly namespace?: string}): Promise<readonly ObjectPod[]>
  /** Pods of objects of a kind, of all namespaces with that absent; none where this person may not list pods. */
  among(kind: KubeflowKind, names: readonly string[], namespace?: string): Promise<readonly OwnedPod[]>
}

/** A pod with the object it belongs to. */
export interface OwnedPod {
  readonly name: string
  readonly namespace: string
  readonly pod: ObjectPod
}

const selectors: Readonly<Record<string, string>> = {
  notebook: 'notebook-name',
  workspace: 'notebooks.kubeflow.org/workspace-name',
  trainjob: 'jobset.sigs.k8s.io/jobset-name',
  tensorboard: 'app',
  inferenceservice: 'serving.kserve.io/inferenceservice',
}

/** The label selector of an object's pods, as its controller sets the labels; undefined for a kind without pods. */
export const podSelector = ({kind, name}: Candidate): string | undefined =>
  hasPods(kind) ? `${podLabel(kind)}=${name}` : undefined

/** The label by which the pods of a kind name their object. */
export const podLabel = ({word}: KubeflowKind): string => selectors[word] ?? 'training.kubeflow.org/job-name'

const mainContainers: Readonly<Record<string, string>> = {
  workspace: 'main',
  tensorboard: 'tensorboard',
  inferenceservice: 'kserve-container',
  pytorchjob: 'pytorch',
  tfjob: 'tensorflow',
  mpijob: 'mpi',
  xgboostjob: 'xgboost',
  paddlejob: 'paddle',
  jaxjob: 'jax',
}

/** The container a person means when naming none: the one that does the work, else the first. */
export function mainContainer({kind, name}: Candidate, {containers, part}: ObjectPod): string {
  const wanted = kind.word === 'notebook' ? name : (mainContainers[kind.word] ?? part?.replace(/-\d+$/, ''))
  return containers.find((each) => each === wanted) ?? containers[0] ?? ''
}

export function toObjectPod(pod: KubeObject): ObjectPod {
  const {metadata, spec, status} = pod
  const labels = textMap(metadata.labels)
  const states = list(at(status, 'containerStatuses'))
  const containers = list(at(spec, 'containers'))
  const node = text(at(spec, 'nodeName'))
  const part = partOf(labels, textMap(metadata.annotations))
  const port = containers.map((each) => number(at(list(at(each, 'ports'))[0], 'containerPort'))).find(Boolean)
  const trouble = troubleOf(pod)
  const before = beforeOf(states)
  return {
    name: metadata.name,
    phase: text(at(status, 'phase')) ?? 'Pending',
    ready: list(at(status, 'conditions')).some((each) => at(each, 'type') === 'Ready' && at(each, 'status') === 'True'),
    terminating: metadata.deletionTimestamp !== undefined,
    createdAt: metadata.creationTimestamp ?? '',
    restarts: states.reduce<number>((sum, each) => sum + (number(at(each, 'restartCount')) ?? 0), 0),
    containers: containers.map((each) => text(at(each, 'name')) ?? ''),
    ...(node !== undefined && {node}),
    ...(part !== undefined && {part}),
    ...(port !== undefined && {port}),
    ...(trouble !== undefined && {trouble}),
    ...(before !== undefined && {before}),
  }
}

function partOf(labels: Readonly<Record<string, string>>, notes: Readonly<Record<string, string>>): string | undefined {
  const step = labels['jobset.sigs.k8s.io/replicatedjob-name']
  const completion = 'batch.kubernetes.io/job-completion-index'
  if (step !== undefined) return `${step}-${labels[completion] ?? notes[completion] ?? '0'}`
  const type = labels['training.kubeflow.org/replica-type']
  return type === undefined ? undefined : `${type}-${labels['training.kubeflow.org/replica-index'] ?? '0'}`
}

const hasFailed = (ended: unknown): boolean => ended !== undefined && number(at(ended, 'exitCode')) !== 0

const endText = (ended: unknown): string =>
  `${text(at(ended, 'reason')) || 'Error'}: exit code ${number(at(ended, 'exitCode')) ?? '?'}`

function beforeOf(states: readonly unknown[]): string | undefined {
  const ended = states.map((each) => at(each, 'lastState', 'terminated')).find(hasFailed)
  return ended === undefined ? undefined : endText(ended)
}

const starting = new Set(['PodInitializing', 'ContainerCreating'])

/** What a container waits for or died of, else why it has no node. */
function troubleOf({status}: KubeObject): string | undefined {
  const states = [...list(at(status, 'initContainerStatuses')), ...list(at(status, 'containerStatuses'))]
  for (const each of states) {
    const waiting = at(each, 'state', 'waiting')
    const ended = at(each, 'state', 'terminated')
    const reason = text(at(waiting ?? ended, 'reason')) ?? ''
    if (waiting !== undefined && !starting.has(reason))
      return because({reason, message: text(at(waiting, 'message')) ?? ''})
    if (hasFailed(ended)) return endText(ended)
  }
  const placed = list(at(status, 'conditions')).find((each) => at(each, 'type') === 'PodScheduled')
  if (placed === undefined || at(placed, 'status') === 'True') return undefined
  return because({reason: text(at(placed, 'reason')) ?? '', message: text(at(placed, 'message')) ?? ''})
}

/** Kinds whose objects have pods. */
export const hasPods = ({word}: KubeflowKind): boolean => word !== 'profile'
