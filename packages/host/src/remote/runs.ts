import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import {podState} from '@ome/sdk/pod-state'
import {type Ended, endedByCluster} from './follow-run.ts'
import {placeWords} from './place-words.ts'
import {commandLabel, containerName, jobs, pods, runLabel} from './run-job.ts'

/** A command that runs in the cluster, or has run there and was not removed yet. */
export interface ListedRun {
  readonly name: string
  readonly namespace: string
  /** The command's words. */
  readonly command: string
  readonly status: 'starting' | 'running' | 'done' | 'failed'
  readonly exitCode?: number
  readonly serviceAccount: string
  readonly image: string
  readonly createdAt: string
}

interface Place {
  readonly namespace?: string
  readonly signal: AbortSignal
}

/** All runs, oldest first. */
export async function listRuns(kube: KubeClient, {namespace, signal}: Place): Promise<readonly ListedRun[]> {
  const where = {labelSelector: runLabel, signal, ...(namespace === undefined ? {} : {namespace})}
  const [found, theirPods] = await Promise.all([kube.list(jobs, where), kube.list(pods, where)])
  const byRun = new Map(theirPods.map((pod) => [keyOf(pod), pod]))
  return found
    .map((job) => toRun(job, byRun.get(keyOf(job))))
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : a.name < b.name ? -1 : 1))
}

const keyOf = ({metadata}: KubeObject): string => `${metadata.namespace}/${metadata.labels?.[runLabel]}`

function toRun({metadata, spec, status}: KubeObject, pod: KubeObject | undefined): ListedRun {
  const state = pod ? podState(pod, containerName) : {phase: 'waiting' as const}
  const container = spec?.template?.spec?.containers?.[0]
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? '',
    command: (metadata.labels?.[commandLabel] ?? '').replaceAll('.', ' '),
    status: statusOf(state.phase === 'ended' ? state.code : undefined, state.phase, status),
    ...(state.phase === 'ended' ? {exitCode: state.code} : {}),
    serviceAccount: spec?.template?.spec?.serviceAccountName ?? '',
    image: container?.image ?? '',
    createdAt: metadata.creationTimestamp ?? '',
  }
}

function statusOf(code: number | undefined, phase: string, status: KubeObject['status']): ListedRun['status'] {
  if (code !== undefined) return code === 0 ? 'done' : 'failed'
  const has = (type: string): boolean =>
    status?.conditions?.some(
      (condition: {type: string; status: string}) => condition.type === type && condition.status === 'True',
    ) ?? false
  if (has('Failed')) return 'failed'
  if (has('Complete')) return 'done'
  return phase === 'running' ? 'running' : 'starting'
}

export interface FoundRun {
  readonly job: KubeObject
  readonly pod?: KubeObject
  /** The command's words. */
  readonly command: string
  readonly tty: boolean
}

/** The run of that name. Throws `not-found`, also for a Job that is none. */
export async function findRun(
  kube: KubeClient,
  name: string,
  namespace: string,
  {signal, connectionWords}: Pick<Context, 'signal' | 'connectionWords'>,
): Promise<FoundRun> {
  const [job, [pod]] = await Promise.all([
    kube.get(jobs, name, {namespace, signal}),
    kube.list(pods, {namespace, labelSelector: `${runLabel}=${name}`, signal}),
  ])
  if (job?.metadata.labels?.[runLabel] !== name)
    throw new OmeError('not-found', `run "${name}" not found in namespace "${namespace}"`, [
      `list what is there: ome command runs list ${placeWords({namespace, connection: connectionWords?.()})}`,
    ])
  const container = job['spec']?.template?.spec?.containers?.[0]
  return {
    job,
    ...(pod ? {pod} : {}),
    command: (job.metadata.labels[commandLabel] ?? '').replaceAll('.', ' '),
    tty: container?.tty === true,
  }
}

/** How a run ended; `place` leads hints to it. Throws `unmet` while it has not, and `failed` when the cluster ended it. */
export function endOf({job, pod}: FoundRun, place: string): Ended {
  const state = pod ? podState(pod, containerName) : undefined
  const end = state?.phase === 'ended' ? state : undefined
  const failure = endedByCluster(job, end)
  if (failure) throw failure
  if (end) return end
  const {name} = job.metadata
  throw new OmeError('unmet', `run ${name} has not ended`, [
    `follow it to its end: ome command runs attach ${name} ${place}`,
  ])
}
