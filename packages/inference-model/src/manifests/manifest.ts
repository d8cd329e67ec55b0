import type {KubeObject, Resource} from '@ome/sdk/kube'

/** An object as somebody wrote it, with the place it stands in and the resource it is of. */
export interface Wanted {
  readonly object: KubeObject
  readonly source: string
  readonly resource: Resource
}

/** The objects of a cluster, of whatever kind. */
export interface ClusterObjects {
  /** Undefined: the server has no such kind. */
  resourceOf(apiVersion: string, kind: string): Promise<Resource | undefined>
  /** Every kind that can be listed, each in the version the server prefers. */
  resources(): Promise<readonly Resource[]>
  /** kubectl's word for a resource. */
  resolve(word: string): Promise<Resource | undefined>
  find(resource: Resource, name: string, namespace?: string): Promise<KubeObject | undefined>
  list(
    resource: Resource,
    options: {readonly namespace?: string; readonly selector?: string},
  ): Promise<readonly KubeObject[]>
  /** The fields that other managers own, where an error of {@link tryApply} says so: `.spec.engine.maxReplicas`. */
  contested(error: unknown): readonly string[]
  /** What the server would store, its webhooks included. Throws as the write would; changes nothing. */
  tryApply(resource: Resource, object: KubeObject, options: {readonly force: boolean}): Promise<KubeObject>
}

/** `inferenceservice/chat in ml-team`, for messages. */
export const label = ({kind, metadata: {name, namespace}}: KubeObject): string =>
  `${kind.toLowerCase()}/${name}${namespace === undefined ? '' : ` in ${namespace}`}`
