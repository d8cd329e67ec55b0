import type {KubeObject} from '@ome/sdk/kube'
import type {Write} from '@ome/sdk/plan'

/** Plans as they are kept, and writes that keep them. */
export interface PlanStore {
  find(namespace: string, name: string): Promise<KubeObject | undefined>
  /** Absent namespace: all. */
  list(namespace: string | undefined): Promise<readonly KubeObject[]>
  store(body: KubeObject): Write
  remove(namespace: string, name: string): Write
}
