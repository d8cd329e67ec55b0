import {type Cause, causeOf} from '../domain/cause.ts'
import type {TrainingJob, TrainingStore} from '../domain/training-job.ts'
import type {TrainingPod} from '../domain/training-pod.ts'

/** Why a job does not train, undefined where nothing is wrong. It asks for no more than its state calls for. */
export async function explainJob(
  store: TrainingStore,
  job: TrainingJob,
  pods: readonly TrainingPod[],
): Promise<Cause | undefined> {
  if (job.outcome === 'complete') return undefined
  const isStuck = pods.length === 0 || job.outcome === 'failed'
  const waits = pods.some(({problem}) => problem?.state === 'unschedulable')
  const lacksRuntime = job.outcome === 'failed' && job.runtime !== undefined && pods.length === 0
  const [warnings, nodes, runtimes] = await Promise.all([
    isStuck ? store.warnings(job) : undefined,
    waits ? store.nodes() : undefined,
    lacksRuntime ? store.runtimes(job.namespace) : undefined,
  ])
  return causeOf({job, pods, warnings, nodes, runtimes})
}
