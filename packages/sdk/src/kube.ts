import type {Agent} from 'node:http'

export interface ObjectMeta {
  name: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  creationTimestamp?: string
  deletionTimestamp?: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
  ownerReferences?: OwnerReference[]
  finalizers?: string[]
  generateName?: string
  managedFields?: unknown[]
}

export interface OwnerReference {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

/** Any Kubernetes object. Narrow it with the shapes of `@ome/kinds`. */
export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  // biome-ignore lint/suspicious/noExplicitAny: the open world of Kubernetes objects; adapters narrow it at the edge
  [field: string]: any
}

/** Names a collection of the API server. Every kind of `@ome/kinds` is one. */
export interface ResourceRef {
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly kind?: string
  readonly namespaced?: boolean
}

/** A resource as discovery describes it. */
export interface Resource extends ResourceRef {
  readonly kind: string
  readonly namespaced: boolean
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly verbs: readonly string[]
  readonly subresources: readonly string[]
}

export interface ScopeOptions {
  /** Absent: the whole cluster for lists of namespaced kinds; ignored for cluster-scoped kinds. */
  readonly namespace?: string
  readonly signal?: AbortSignal
}

export interface ListOptions extends ScopeOptions {
  readonly labelSelector?: string
  readonly fieldSelector?: string
  /** Page size, default 500. Pages are joined. */
  readonly limit?: number
}

export interface KeepOptions {
  /** What is left of each object as its page arrives, undefined for nothing: of large collections little is needed at once. */
  readonly keep?: (object: KubeObject) => KubeObject | undefined
}

export interface WriteOptions extends ScopeOptions {
  readonly dryRun?: boolean
  /** Default Strict. */
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore'
  readonly subresource?: string
  /** Warnings of the server that the caller tells in its own words: they are in `warnings` and not reported. */
  readonly toldWarnings?: RegExp
}

export interface WatchOptions extends ListOptions, KeepOptions {
  /**
   * What the caller has already: only what differs from it is told, also what was deleted since. With the version it
   * was read at nothing is listed again.
   */
  readonly known?: {readonly objects: readonly KubeObject[]; readonly resourceVersion?: string | undefined}
  /** Asks for the server's table cells of every object. */
  readonly cells?: boolean
}

export interface WatchEvent<Object = KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: Object
  /** The object's row in the server's table, on request. */
  readonly cells?: readonly unknown[]
}

export interface TableColumn {
  readonly name: string
  readonly type: string
  readonly format?: string
  readonly priority: number
}

/** The server's own table of a list (kubectl's columns). Cells may be null. */
export interface Table {
  readonly columns: readonly TableColumn[]
  readonly rows: readonly {readonly cells: readonly unknown[]; readonly object: KubeObject}[]
  /** The state of the collection it shows, to watch from. Absent for one object. */
  readonly resourceVersion?: string
}

export interface LogOptions extends ScopeOptions {
  readonly container?: string
  readonly follow?: boolean
  readonly previous?: boolean
  readonly sinceSeconds?: number
  /** RFC 3339; lines of this second and later ones. */
  readonly sinceTime?: string
  readonly tailLines?: number
  readonly timestamps?: boolean
}

/** One raw exchange, for proxies and non-resource paths. `body` streams. */
export interface RawResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: AsyncIterable<Uint8Array>
}

export interface StreamAccess {
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly agent: Agent
}

/**
 * Talks to one API server as one user. All calls throw {@link OmeError} with the server's message: `not-found`,
 * `denied`, `conflict`, `unreachable` …; all honour the command's abort signal and timeouts.
 */
export interface KubeClient {
  /** URL of the API server, without credentials. */
  readonly server: string
  /** Name of the kubeconfig context in use, absent in-cluster. */
  readonly contextName?: string
  /** Names server, credentials and impersonation together, as a hash; absent where nothing names a cluster. */
  readonly caller?: string | undefined
  /** Undefined when there is no object of that name (404 NotFound). */
  get<Object extends KubeObject = KubeObject>(
    resource: ResourceRef,
    name: string,
    options?: ScopeOptions & {readonly subresource?: string},
  ): Promise<Object | undefined>
  list<Object extends KubeObject = KubeObject>(
    resource: ResourceRef,
    options?: ListOptions & KeepOptions,
  ): Promise<Object[]>
  table(
    resource: ResourceRef,
    options?: ListOptions & {readonly name?: string; readonly includeObject?: boolean},
  ): Promise<Table>
  /** Existing objects as ADDED, then changes; survives disconnects, 410 and bookmarks; ends with the signal. */
  watch<Object extends KubeObject = KubeObject>(
    resource: ResourceRef,
    options?: WatchOptions,
  ): AsyncIterable<WatchEvent<Object>>
  create(resource: ResourceRef, body: KubeObject, options?: WriteOptions): Promise<KubeObject>
  replace(resource: ResourceRef, body: KubeObject, options?: WriteOptions): Promise<KubeObject>
  patch(
    resource: ResourceRef,
    name: string,
    type: 'merge' | 'json' | 'strategic',
    body: unknown,
    options?: WriteOptions,
  ): Promise<KubeObject>
  /** Server-side apply as field manager `ome-<plugin>`; a conflict is an OmeError `conflict` naming the other managers. */
  apply(
    resource: ResourceRef,
    body: KubeObject,
    options?: WriteOptions & {readonly force?: boolean},
  ): Promise<KubeObject>
  delete(
    resource: ResourceRef,
    name: string,
    options?: WriteOptions & {
      readonly propagation?: 'Background' | 'Foreground' | 'Orphan'
      readonly uid?: string
      /** Time a pod gets to end; the pod's own when absent. */
      readonly gracePeriodSeconds?: number
    },
  ): Promise<KubeObject | undefined>
  /** All resources the server has, from a cache revalidated by ETag. */
  resources(options?: {readonly fresh?: boolean}): Promise<readonly Resource[]>
  /** kubectl's word for a resource: plural, singular, short name, `plural.group`, `plural.version.group`, Kind. Undefined: no such type. */
  resolve(word: string): Promise<Resource | undefined>
  logs(pod: string, options?: LogOptions): AsyncIterable<string>
  request(
    method: string,
    path: string,
    options?: {
      readonly body?: string | Uint8Array
      readonly headers?: Readonly<Record<string, string>>
      readonly signal?: AbortSignal
      /** Milliseconds without a byte before it is given up, default 60 s; 0 = for ever. */
      readonly idleMs?: number
    },
  ): Promise<RawResponse>
  /** What a WebSocket to a path of the server is opened with; used by `@ome/sdk/streams`. Holds credentials: never to be shown. */
  upgrade(path: string): Promise<StreamAccess>
  version(): Promise<{readonly major: string; readonly minor: string; readonly gitVersion: string}>
  /** Warnings of the server so far (deprecations, webhooks), each text once. */
  readonly warnings: readonly string[]
  close(): void
}

/** What the command line and environment say about the connection. */
export interface ConnectionOptions {
  readonly kubeconfig?: string
  readonly context?: string
  readonly cluster?: string
  readonly user?: string
  readonly server?: string
  readonly token?: string
  readonly as?: string
  readonly asGroups?: readonly string[]
  readonly asUid?: string
  readonly certificateAuthority?: string
  readonly insecureSkipTlsVerify?: boolean
  readonly tlsServerName?: string
  /** Milliseconds; 0 = none. */
  readonly requestTimeoutMs?: number
}
