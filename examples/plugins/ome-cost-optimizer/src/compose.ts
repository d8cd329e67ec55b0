import type {Context} from '@ome/sdk/context'
import type {PriceSource} from './domain/price.ts'
import type {Workloads} from './domain/workload.ts'
import {type PricePlace, priceFile} from './files/price-file.ts'
import {gpuWorkloads} from './kube/gpu-workloads.ts'

export interface Costs {
  readonly workloads: Workloads
  readonly prices: PriceSource
}

export const costs = async (context: Context, prices: PricePlace['path']): Promise<Costs> => ({
  workloads: gpuWorkloads(await context.kube(), context.now()),
  prices: priceFile({path: prices, cwd: context.cwd}),
})
