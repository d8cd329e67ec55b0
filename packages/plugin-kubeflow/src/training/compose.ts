import type {Context} from '@ome/sdk/context'
import type {JobLogs} from './domain/job-logs.ts'
import type {TrainingStore} from './domain/training-job.ts'
import {jobLogs} from './kube/job-logs.ts'
import {trainingStore} from './kube/training-store.ts'

export interface Training {
  readonly store: TrainingStore
  readonly logs: JobLogs
}

export async function training(context: Context): Promise<Training> {
  const kube = await context.kube()
  return {store: trainingStore(kube), logs: jobLogs(kube)}
}
