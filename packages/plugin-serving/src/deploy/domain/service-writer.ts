import type {ReplicaRange} from '@ome/inference-model/deploy/replicas'
import type {Service} from '@ome/inference-model/service'
import type {ComponentStatus} from '@ome/inference-model/service-component'
import type {Change} from '@ome/sdk/plan'
import type {StoppedWorkload} from './scaling.ts'

export interface ScalingWriter {
  /** `wakes`: the deployments were stopped and are brought back to the minimum. `byKeda`: components that it scales. */
  resize(
    service: Service,
    component: ComponentStatus,
    to: ReplicaRange,
    how: {readonly wakes: boolean; readonly byKeda: ReadonlySet<string>},
  ): readonly Change[]
  stop(service: Service, workloads: readonly StoppedWorkload[], byKeda: ReadonlySet<string>): readonly Change[]
}
