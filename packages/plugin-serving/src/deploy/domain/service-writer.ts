import type {Service} from '@ome/inference-model/service'
import type {ComponentStatus} from '@ome/inference-model/service-component'
import type {Change} from '@ome/sdk/plan'
import type {ReplicaRange} from './replicas.ts'

export interface ScalingWriter {
  /** `wakes`: the deployments were stopped and are brought back to the minimum. */
  resize(service: Service, component: ComponentStatus, to: ReplicaRange, wakes: boolean): readonly Change[]
  stop(service: Service, workloads: readonly {readonly name: string; readonly replicas: number}[]): readonly Change[]
}
