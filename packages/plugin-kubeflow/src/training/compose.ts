import {toGpuQuotas} from '@ome/inference-model/deploy/quota'
import {ifAllowed} from '@ome/inference-model/if-allowed'
import {gpuPriceIn} from '@ome/pricing/gpu-price'
import {loadPrices} from '@ome/pricing/load-prices'
import type {Context} from '@ome/sdk/context'
import type {JobLogs} from './domain/job-logs.ts'
import type {JobWriter, TrainWorld} from './domain/train-world.ts'
import type {TrainingStore} from './domain/training-job.ts'
import {jobLogs} from './kube/job-logs.ts'
import {jobWriter} from './kube/job-writer.ts'
import {trainingStore} from './kube/training-store.ts'

export interface Training {
  readonly store: TrainingStore
  readonly logs: JobLogs
  readonly writer: JobWriter
}

export async function training(context: Context): Promise<Training> {
  const kube = await context.kube()
  return {store: trainingStore(kube), logs: jobLogs(kube), writer: jobWriter}
}

export interface OwnPrices {
  readonly price?: number | undefined
  readonly prices?: string | undefined
}

const resourceQuotas = {group: '', version: 'v1', plural: 'resourcequotas', namespaced: true}

export async function trainWorld(
  context: Context,
  {price, prices: file}: OwnPrices,
  note: (text: string) => void,
): Promise<TrainWorld> {
  const kube = await context.kube()
  return {
    store: trainingStore(kube),
    writer: jobWriter,
    async prices(machines) {
      const {book} = await loadPrices(context, {machines, price, file, note})
      return (machine) => gpuPriceIn(book, machine)
    },
    quotas: async (namespace) => ((await ifAllowed(kube.list(resourceQuotas, {namespace}))) ?? []).flatMap(toGpuQuotas),
  }
}
