import {at, fields, list, number, text} from '@ome/capacity/fields'
import {type PodProblem, toServicePod} from '@ome/inference-model/service-pod'
import type {KubeObject} from '@ome/sdk/kube'
import type {KubeflowKind} from '../../domain/kubeflow-kind.ts'
import {legacyJobOf, legacyRank} from './job-kind.ts'

/** A pod of a training job. */
export interface TrainingPod {
  readonly name: string
  /** Absent for pods that prepare or start the training. */
  readonly rank?: number
  /** What its lines are marked with: `rank 3`, `dataset-initializer`. */
  readonly label: string
  /** The container that does its work. */
  readonly container: string
  readonly phase: string
  /** Of that container. */
  readonly state: 'waiting' | 'running' | 'ended'
  /** Of that container. */
  readonly restarts: number
  readonly node?: string
  readonly gpus: number
  readonly createdAt: string
  readonly problem?: PodProblem
  /** It was there and is not any more, nor is its log. */
  readonly isGone?: true
  /** How a run of that container ended last that failed. */
  readonly failure?: PodFailure
}

export interface PodFailure {
  readonly exitCode: number
  readonly outOfMemory: boolean
  /** `32Gi`. */
  readonly memoryLimit?: string
  /** The last line that the kubelet kept of it. */
  readonly message?: string
  /** RFC 3339. */
  readonly at: string
}

export function toTrainingPod(kind: KubeflowKind, job: KubeObject, pod: KubeObject): TrainingPod {
  const {name, node, phase, gpus, problem, memoryLimit, terminating} = toServicePod(pod)
  const place = placeOf(kind, job, pod)
  const status = list(at(pod['status'], 'containerStatuses')).find((each) => at(each, 'name') === place.container)
  const state = fields(at(status, 'state'))
  const failure = failureOf(status, {memoryLimit, terminating})
  return {
    name,
    ...place,
    phase,
    state: 'running' in state ? 'running' : 'terminated' in state ? 'ended' : 'waiting',
    restarts: number(at(status, 'restartCount')) ?? 0,
    gpus,
    createdAt: pod.metadata.creationTimestamp ?? '',
    ...(node !== undefined && {node}),
    ...(problem && phase !== 'Succeeded' && {problem}),
    ...(failure && {failure}),
  }
}

type Place = Pick<TrainingPod, 'rank' | 'label' | 'container'>

function placeOf(kind: KubeflowKind, job: KubeObject, pod: KubeObject): Place {
  const labels = pod.metadata.labels ?? {}
  const names = list(at(pod['spec'], 'containers')).map((each) => text(at(each, 'name')) ?? '')
  const own = legacyJobOf(kind)
  if (own) {
    const type = labels['training.kubeflow.org/replica-type'] ?? ''
    const index = Number(labels['training.kubeflow.org/replica-index'] ?? 0)
    const rank = legacyRank(kind, job, type, index)
    const container = names.includes(own.container) ? own.container : (names[0] ?? '')
    return rank === undefined ? {label: `${type} ${index}`, container} : {rank, label: `rank ${rank}`, container}
  }
  const step = labels['jobset.sigs.k8s.io/replicatedjob-name'] ?? ''
  const container = names.includes(step) ? step : (names[0] ?? '')
  if (step !== 'node') return {label: step, container}
  const rank = Number(
    labels[completionIndex] ??
      pod.metadata.annotations?.[completionIndex] ??
      labels['jobset.sigs.k8s.io/job-index'] ??
      0,
  )
  return {rank, label: `rank ${rank}`, container}
}

const completionIndex = 'batch.kubernetes.io/job-completion-index'

/** Exit codes of a container that was told to end, and of one that had to be made to. */
const endedByOthers = new Set([143, 137])

interface PodEnd {
  readonly memoryLimit: string | undefined
  /** It is being deleted: that it ends is no failure of its own. */
  readonly terminating: boolean
}

function failureOf(status: unknown, {memoryLimit, terminating}: PodEnd): PodFailure | undefined {
  const ends = [at(status, 'state', 'terminated'), at(status, 'lastState', 'terminated')].map(fields)
  const end = ends.find((each) => {
    const exitCode = number(each['exitCode']) ?? 0
    const isOwn = !terminating || each['reason'] === 'OOMKilled' || !endedByOthers.has(exitCode)
    return exitCode !== 0 && isOwn
  })
  if (!end) return undefined
  const message = text(end['message'])?.trim().split('\n').at(-1)
  return {
    exitCode: number(end['exitCode']) ?? 0,
    outOfMemory: end['reason'] === 'OOMKilled',
    at: text(end['finishedAt']) ?? '',
    ...(memoryLimit !== undefined && {memoryLimit}),
    ...(message && {message}),
  }
}

/** Whether the log of the run before its last restart can be read beside that of the last: it is another one. */
export const hasEarlierRun = ({restarts, state}: TrainingPod): boolean => restarts > 0 && state !== 'waiting'

/** The newest pod of each place: those before it were replaced. Ranks come first, in their order. */
export function newestPods(pods: readonly TrainingPod[]): readonly TrainingPod[] {
  const newest = new Map<string, TrainingPod>()
  for (const pod of pods) {
    const known = newest.get(pod.label)
    if (!known || known.createdAt <= pod.createdAt) newest.set(pod.label, pod)
  }
  return [...newest.values()].sort(byPlace)
}

const byPlace = (left: TrainingPod, right: TrainingPod): number =>
  (left.rank ?? Number.POSITIVE_INFINITY) - (right.rank ?? Number.POSITIVE_INFINITY) ||
  left.label.localeCompare(right.label)

/** `rank 3`, `ranks 0-3 and 7`, `all 4 ranks`; others by their label. */
export function whoText(pods: readonly TrainingPod[], all: readonly TrainingPod[]): string {
  const ranks = pods.flatMap(({rank}) => rank ?? []).sort((a, b) => a - b)
  const others = [...new Set(pods.filter(({rank}) => rank === undefined).map(({label}) => label))]
  const [only] = ranks
  const every = all.filter(({rank}) => rank !== undefined).length
  const ranked =
    ranks.length === 0
      ? []
      : ranks.length === 1
        ? [`rank ${only}`]
        : ranks.length === every
          ? [`all ${every} ranks`]
          : [`ranks ${spans(ranks).join(', ')}`]
  return [...ranked, ...others].join(' and ')
}

function spans(ranks: readonly number[]): readonly string[] {
  const found: [number, number][] = []
  for (const rank of ranks) {
    const last = found.at(-1)
    if (last && last[1] === rank - 1) last[1] = rank
    else found.push([rank, rank])
  }
  return found.map(([from, to]) => (from === to ? String(from) : to === from + 1 ? `${from}, ${to}` : `${from}-${to}`))
}
