import type {OmeError} from '@ome/sdk/errors'
import type {KubeObject, Resource, ResourceRef, Table} from '@ome/sdk/kube'

export interface ReadOptions {
  readonly namespace?: string | undefined
  readonly selector?: string | undefined
  readonly fieldSelector?: string | undefined
  readonly pageSize?: number | undefined
}

/** Any resource of the server, as it is. */
export interface Resources {
  /** Throws `not-found` for a word that names no resource. */
  resolve(word: string): Promise<Resource>
  /** All that can be listed, each in the version the server prefers. */
  all(): Promise<readonly Resource[]>
  /** What a word or a category such as `all` names. Throws as {@link resolve}. */
  named(word: string): Promise<readonly Resource[]>
  /** Throws `not-found` for a kind that the server does not have. */
  resolveKind(apiVersion: string, kind: string): Promise<Resource>
  find(resource: ResourceRef, name: string, namespace: string | undefined): Promise<KubeObject | undefined>
  list(resource: ResourceRef, options: ReadOptions): Promise<readonly KubeObject[]>
  /** The object as it is, and again after every change; undefined while it is not there. Ends with the signal. */
  follow(resource: ResourceRef, name: string, namespace: string | undefined): AsyncIterable<KubeObject | undefined>
  /** The object as YAML for reading, without what only the server writes about writers. */
  text(object: KubeObject): string
}

/** What is wanted of one resource as the server shows it. */
export interface ReadResource extends ReadOptions {
  readonly resource: Resource
  /** Empty: all. */
  readonly names: readonly string[]
  /** Value of `-o`: absent and `wide` ask for the server's table. */
  readonly output?: string | undefined
  readonly sortBy?: string | undefined
  readonly ignoreNotFound?: boolean | undefined
  readonly change?: ((object: KubeObject) => KubeObject) | undefined
}

export interface FoundResource {
  readonly objects: readonly KubeObject[]
  readonly table?: Table
  /** For names that are not there; the others were found. */
  readonly failure?: OmeError
}
