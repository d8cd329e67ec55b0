import type {Context} from '@ome/sdk/context'
import {type PricePlace, priceFile} from './files/price-file.ts'
import {gpuWorkloads} from './kube/gpu-workloads.ts'
import type {AnalyzeCosts} from './usecases/analyze-costs.ts'

export const costs = async (context: Context, prices: PricePlace['path']): Promise<AnalyzeCosts> => ({
  workloads: gpuWorkloads(await context.kube(), context.now()),
  prices: priceFile({path: prices, cwd: context.cwd}),
})
