import type {KubeObject} from '@ome/sdk/kube'
import type {Write} from '@ome/sdk/plan'

/** What is asked of the cluster about tensorboards. */
export interface BoardWorld {
  get(namespace: string, name: string): Promise<KubeObject | undefined>
  /** Objects of other owners that have a name its children would have: `deployment/web`. */
  inTheWay(namespace: string, name: string): Promise<readonly string[]>
  /** Names of the claims of a namespace, undefined where they may not be listed. */
  claims(namespace: string): Promise<readonly string[] | undefined>
  create(object: KubeObject): Write
}
