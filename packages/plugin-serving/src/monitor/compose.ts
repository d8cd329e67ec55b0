import type {Context} from '@ome/sdk/context'
import {measuring} from '../measure/compose.ts'
import type {ResourceGauges} from './domain/resource-use.ts'
import {resourceGauges} from './kube/resource-gauges.ts'

export async function resourceGaugesOf(context: Context): Promise<ResourceGauges> {
  const [kube, {prometheus}] = await Promise.all([context.kube(), measuring(context)])
  return resourceGauges(kube, () => prometheus.find())
}
