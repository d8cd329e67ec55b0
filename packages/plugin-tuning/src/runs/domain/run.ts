import type {KaitoTrouble} from '@ome/kaito/trouble'
import type {KaitoWorkspace} from '@ome/kaito/workspace'
import type {Write} from '@ome/sdk/plan'

/** A container of the run's pod. Init containers come first, in their order. */
export interface RunContainer {
  readonly name: string
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  /** Of one that waits or failed. */
  readonly reason?: string
}

export interface RunPod {
  readonly name: string
  /** The trainer's container. */
  readonly trainer: string
  readonly isPlaced: boolean
  readonly phase: string
  readonly containers: readonly RunContainer[]
}

/** The Job of a run: it tries again when a pod fails, and KAITO does not tell of that. */
export interface RunJob {
  readonly active: number
  readonly succeeded: number
  readonly failed: number
  readonly end?: 'complete' | 'failed'
}

/** A tuning Workspace with what runs for it. */
export interface TuningRun {
  readonly workspace: KaitoWorkspace
  readonly input: string
  readonly output: string
  readonly job?: RunJob
  /** The newest. */
  readonly pod?: RunPod
  readonly trouble?: KaitoTrouble
}

/** Reads runs. */
export interface RunStore {
  /** Undefined when there is no Workspace of that name, or it serves. */
  find(namespace: string, name: string): Promise<TuningRun | undefined>
  /** Without pods and machines. */
  list(namespace: string | undefined): Promise<readonly TuningRun[]>
}

/** Removes runs. */
export interface RunRemoval {
  remove(run: TuningRun): Write
}

export interface LogQuery {
  readonly container: string
  readonly follow?: boolean
  readonly previous?: boolean
  readonly tail?: number | undefined
  /** Milliseconds. */
  readonly since?: number | undefined
}

/** Reads what a run's containers wrote. */
export interface RunLogs {
  read(namespace: string, pod: string, query: LogQuery): AsyncIterable<string>
}

export type Stage = 'node' | 'weights' | 'data' | 'train' | 'push' | 'done' | 'failed'

/** The stages a run goes through, in order. */
export const stages = ['node', 'weights', 'data', 'train', 'push'] as const

/** What a container does, by the names KAITO gives. Source: KAITO v0.12 `pkg/workspace/tuning/preset_tuning.go`. */
export function stageOfContainer(name: string, trainer: string): Stage | undefined {
  if (name === trainer) return 'train'
  if (name === 'model-weights-downloader') return 'weights'
  if (name === 'data-downloader' || name.startsWith('puller')) return 'data'
  return name === 'pusher' ? 'push' : undefined
}

/** How far a run is. */
export function stageOf({job, pod}: TuningRun): Stage {
  if (job?.end === 'complete') return 'done'
  if (job?.end === 'failed') return 'failed'
  if (!pod?.isPlaced) return 'node'
  if (pod.phase === 'Succeeded') return 'done'
  if (pod.phase === 'Failed') return 'failed'
  const staged = pod.containers.flatMap(({name, state}) => {
    const stage = stageOfContainer(name, pod.trainer)
    return stage === undefined ? [] : [{stage, state}]
  })
  const failed = staged.find(({state}) => state === 'failed')
  if (failed) return 'failed'
  const current = stages.find((stage) => staged.some((each) => each.stage === stage && each.state !== 'done'))
  return current ?? 'done'
}

/** What the Job says, in a word. */
export function jobWord(job: RunJob | undefined): string {
  if (!job) return 'none'
  if (job.end !== undefined) return job.end
  if (job.failed > 0) return 'retrying'
  return job.active > 0 ? 'running' : 'waiting'
}

/** A line of a container, with the stage it belongs to. */
export interface RunLine {
  readonly stage: Stage
  readonly text: string
}
