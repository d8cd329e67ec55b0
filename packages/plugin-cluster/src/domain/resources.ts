import type {KubeObject, Resource, ResourceRef} from '@ome/sdk/kube'

export interface ReadOptions {
  readonly namespace?: string
  readonly selector?: string | undefined
}

/** Any resource of the server, as it is. */
export interface Resources {
  /** Throws `not-found` for a word that names no resource. */
  resolve(word: string): Promise<Resource>
  /** Throws `not-found` for a kind that the server does not have. */
  resolveKind(apiVersion: string, kind: string): Promise<Resource>
  find(resource: ResourceRef, name: string, namespace: string | undefined): Promise<KubeObject | undefined>
  list(resource: ResourceRef, options: ReadOptions): Promise<readonly KubeObject[]>
  /** The object as YAML for reading, without what only the server writes about writers. */
  text(object: KubeObject): string
}
