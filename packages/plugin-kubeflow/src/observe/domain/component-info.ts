import type {KubeflowObject} from '../../domain/kubeflow-object.ts'
import type {HealthComponent, HealthRow} from './controller.ts'

/** A component as a whole: what manages it, and its objects in the namespace. */
export interface ComponentInfo {
  readonly component: HealthComponent
  readonly namespace: string
  readonly health: readonly HealthRow[]
  /** Absent where the component has a health alone. */
  readonly objects?: readonly KubeflowObject[]
}
