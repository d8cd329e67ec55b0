import type {GpuQuota} from '@ome/inference-model/deploy/quota'
import type {GpuPrice} from '@ome/pricing/gpu-price'
import type {PricedMachine} from '@ome/pricing/quote'
import type {KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {Write} from '@ome/sdk/plan'
import type {TrainingStore} from './training-job.ts'

/** How jobs are written. */
export interface JobWriter {
  apply(resource: ResourceRef, object: KubeObject): Write
  /** Sets one field of an object. */
  set(resource: ResourceRef, object: {namespace: string; name: string}, path: readonly string[], value: unknown): Write
}

/** What a GPU of a machine costs, undefined where nobody says. */
export type PriceOf = (machine: PricedMachine) => GpuPrice | undefined

export interface TrainWorld {
  readonly store: TrainingStore
  readonly writer: JobWriter
  /** Loads the prices of these machines. */
  prices(machines: readonly PricedMachine[]): Promise<PriceOf>
  /** What the namespace may use; none where quotas may not be listed. */
  quotas(namespace: string): Promise<readonly GpuQuota[]>
}
