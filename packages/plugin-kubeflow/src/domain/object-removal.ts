import type {Write} from '@ome/sdk/plan'
import type {KubeflowObject} from './kubeflow-object.ts'

export interface ObjectRemoval {
  /** Ends exactly this object: one of the same name that came in between is left alone. */
  remove(object: KubeflowObject): Write
}
