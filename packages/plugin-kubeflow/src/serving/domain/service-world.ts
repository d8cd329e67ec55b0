import type {ServicePod} from '@ome/inference-model/service-pod'
import type {KubeObject} from '@ome/sdk/kube'
import type {Write} from '@ome/sdk/plan'
import type {Warning} from '../../domain/warning.ts'
import type {WantedService} from './served-service.ts'

/** What is asked of the cluster about services. */
export interface ServiceWorld {
  get(service: WantedService): Promise<KubeObject | undefined>
  /** None where they may not be listed. */
  pods(service: WantedService): Promise<readonly ServicePod[]>
  /** About it and what is made for it, latest last. */
  warnings(service: WantedService): Promise<readonly Warning[]>
  apply(service: WantedService): Write
}
