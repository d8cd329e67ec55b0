import type {KubeObject, Resource} from '@ome/sdk/kube'
import type {Write} from '@ome/sdk/plan'

/** Makes the writes of a plan. */
export interface ManifestWriter {
  /** The field manager of its writes, by which it knows its own objects again. */
  readonly manager: string
  apply(resource: Resource, object: KubeObject, options: {readonly force: boolean}): Write
  create(resource: Resource, object: KubeObject): Write
  /** Changes an object by a merge patch. */
  merge(resource: Resource, object: KubeObject, body: unknown): Write
  delete(resource: Resource, object: KubeObject): Write
}

/** Whether an apply of this field manager made or changed the object: only such ones are ever pruned. */
export const isAppliedBy = (manager: string, {metadata: {managedFields = []}}: KubeObject): boolean =>
  managedFields.some((entry) => {
    const {manager: who, operation} = entry as {readonly manager?: string; readonly operation?: string}
    return who === manager && operation === 'Apply'
  })
