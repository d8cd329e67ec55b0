import type {KubeObject, ResourceRef} from '@ome/sdk/kube'

/** Follows single objects. */
export interface ObjectWatch {
  /** The object as it is, then as it becomes; undefined when it is not there. */
  follow(resource: ResourceRef, name: string, namespace?: string): AsyncIterable<KubeObject | undefined>
}
