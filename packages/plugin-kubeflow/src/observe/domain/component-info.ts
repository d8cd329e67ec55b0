import type {Component} from '../../domain/kubeflow-kind.ts'
import type {KubeflowObject} from '../../domain/kubeflow-object.ts'
import type {HealthRow} from './controller.ts'

/** A component as a whole: what manages it, and its objects in the namespace. */
export interface ComponentInfo {
  readonly component: Component
  readonly namespace: string
  readonly health: readonly HealthRow[]
  readonly objects: readonly KubeflowObject[]
}
