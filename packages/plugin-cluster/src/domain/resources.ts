import type {KubeObject, Resource, ResourceRef, Table} from '@ome/sdk/kube'

export interface ReadOptions {
  readonly namespace?: string
  readonly selector?: string | undefined
}

/** Any resource of the server, as it is. */
export interface Resources {
  /** Throws `not-found` for a word that names no resource. */
  resolve(word: string): Promise<Resource>
  find(resource: ResourceRef, name: string, namespace: string | undefined): Promise<KubeObject | undefined>
  list(resource: ResourceRef, options: ReadOptions): Promise<readonly KubeObject[]>
  table(resource: ResourceRef, options: ReadOptions & {readonly name?: string}): Promise<Table>
  /** Changes from now on; what exists already is left out. */
  follow(resource: ResourceRef, options: ReadOptions, known: readonly KubeObject[]): AsyncIterable<KubeObject>
}
