/** A Kubernetes object inside the server. Objects handed out are frozen or copies: never change them in place. */
export interface ApiObject {
  apiVersion: string
  kind: string
  metadata: ApiMeta
  // biome-ignore lint/suspicious/noExplicitAny: the open world of Kubernetes objects
  [field: string]: any
}

export interface ApiMeta {
  name: string
  namespace?: string
  generateName?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  creationTimestamp?: string
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  labels?: Record<string, string>
  annotations?: Record<string, string>
  finalizers?: string[]
  ownerReferences?: {
    apiVersion: string
    kind: string
    name: string
    uid: string
    controller?: boolean
    blockOwnerDeletion?: boolean
  }[]
  managedFields?: unknown[]
}

/** `group/plural` of a served resource, for example `{group: 'apps', plural: 'deployments'}`; the storage version is used unless named. */
export interface ResourceName {
  readonly group: string
  readonly plural: string
  readonly version?: string
}

/** The body of an API error, as the wire carries it. */
export interface Status {
  kind: 'Status'
  apiVersion: 'v1'
  metadata: Record<string, unknown>
  status: 'Success' | 'Failure'
  message?: string
  reason?: string
  details?: {
    name?: string
    group?: string
    kind?: string
    uid?: string
    causes?: {reason?: string; message?: string; field?: string}[]
    retryAfterSeconds?: number
  }
  code: number
}

/** Thrown by every refusal of the API, in process and on the wire alike. */
export class ApiError extends Error {
  readonly status: Status
  constructor(status: Status) {
    super(status.message ?? status.reason ?? 'error')
    this.name = 'ApiError'
    this.status = status
  }
}

export interface LocalWatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: ApiObject
  /** The state before a MODIFIED or DELETED. */
  readonly previous?: ApiObject
}

/**
 * The API as controllers use it: the same pipeline as the wire (admission, defaults, validation, managedFields,
 * watchers), in process and synchronous. Every call throws {@link ApiError}; `get` gives undefined for NotFound.
 */
export interface LocalApi {
  get(resource: ResourceName, name: string, namespace?: string): ApiObject | undefined
  /** `controller`: uid of the controlling owner, empty for none; found by index, whatever else there is. */
  list(
    resource: ResourceName,
    options?: {namespace?: string; labels?: Record<string, string>; controller?: string},
  ): ApiObject[]
  create(resource: ResourceName, body: ApiObject): ApiObject
  /** PUT with the body's resourceVersion when it has one. */
  update(resource: ResourceName, body: ApiObject): ApiObject
  updateStatus(resource: ResourceName, body: ApiObject): ApiObject
  /** Merge patch. */
  patch(
    resource: ResourceName,
    name: string,
    namespace: string | undefined,
    body: unknown,
    subresource?: string,
  ): ApiObject
  delete(
    resource: ResourceName,
    name: string,
    namespace?: string,
    options?: {propagation?: 'Background' | 'Foreground' | 'Orphan'; gracePeriodSeconds?: number},
  ): void
  /** Existing objects as ADDED at once, then changes, each in a microtask after its commit. Returns the way to stop. */
  watch(resource: ResourceName, listener: (event: LocalWatchEvent) => void): () => void
  /** True while the resource is served (built in, or its CRD is Established). */
  serves(resource: ResourceName): boolean
  /** Records an Event about an object, counting repeats as the real recorder does. */
  event(about: ApiObject, type: 'Normal' | 'Warning', reason: string, message: string, source: string): void
}

/** A check or change of an object on its way in, in process (what webhooks do on a real cluster). */
export interface Admission {
  readonly name: string
  readonly resources: readonly ResourceName[]
  readonly operations: readonly ('CREATE' | 'UPDATE' | 'DELETE')[]
  /** Returns the changed object, or nothing. */
  mutate?(object: ApiObject, old: ApiObject | undefined, api: LocalApi): ApiObject | undefined
  /** Throws ApiError to refuse; returns warnings for the Warning header. */
  validate?(object: ApiObject, old: ApiObject | undefined, api: LocalApi): readonly string[]
}
