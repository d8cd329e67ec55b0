import type {Context} from '@ome/sdk/context'
import type {KubeClient} from '@ome/sdk/kube'
import {jobs} from './run-job.ts'
import {findRun} from './runs.ts'

/** Stops a run and removes it with its pod. Throws `not-found` for a Job that is none. */
export async function cancelRun(
  kube: KubeClient,
  {name, namespace}: {readonly name: string; readonly namespace: string},
  context: Context,
): Promise<void> {
  const {job} = await findRun(kube, name, namespace, context)
  const {uid} = job.metadata
  await kube.delete(jobs, name, {namespace, propagation: 'Background', ...(uid === undefined ? {} : {uid})})
}
