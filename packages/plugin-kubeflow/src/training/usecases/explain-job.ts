import {type Cause, causeOf} from '../domain/cause.ts'
import type {TrainingJob, TrainingStore} from '../domain/training-job.ts'
import type {TrainingPod} from '../domain/training-pod.ts'

/** A job as it was found, and what keeps it from training. */
export interface JobLook {
  readonly job: TrainingJob
  readonly pods: readonly TrainingPod[]
  readonly cause?: Cause | undefined
}

/** Says why a job does not train. It remembers pods that failed: when a job fails they are deleted. */
export class JobExplainer {
  readonly #store: TrainingStore
  readonly #failed = new Map<string, TrainingPod>()

  constructor(store: TrainingStore) {
    this.#store = store
  }

  async look(job: TrainingJob): Promise<JobLook> {
    const pods = await this.#store.pods(job)
    return {job, pods, cause: await this.cause(job, pods)}
  }

  /** Undefined where nothing is wrong. It asks for no more than the state calls for. */
  async cause(job: TrainingJob, pods: readonly TrainingPod[]): Promise<Cause | undefined> {
    for (const pod of pods) if (pod.failure) this.#failed.set(pod.name, pod)
    if (job.outcome === 'complete') return undefined
    const hasFailed = job.outcome === 'failed'
    const there = new Set(pods.map(({name}) => name))
    const gone = [...this.#failed.values()].filter(({name}) => !there.has(name))
    const known = hasFailed ? [...gone.map((pod) => ({...pod, isGone: true as const})), ...pods] : pods
    const waits = pods.some(({problem}) => problem?.state === 'unschedulable')
    const [warnings, nodes, runtimes] = await Promise.all([
      known.length === 0 || hasFailed ? this.#store.warnings(job) : undefined,
      waits ? this.#store.nodes() : undefined,
      hasFailed && known.length === 0 && job.runtime !== undefined ? this.#store.runtimes(job.namespace) : undefined,
    ])
    return causeOf({job, pods: known, warnings, nodes, runtimes})
  }
}
