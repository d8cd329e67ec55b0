/** One request; `$ns` is the namespace of the row, `$rv`, `$uid` and `$continue` come from the answer before. */
export type Request = readonly [
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
]

/**
 * What a real API server answers to a request. Bodies are fragments: every field that is named must be there as it is
 * named, texts may be patterns. Sources: measured against the API server code of Kubernetes 1.36 with the custom
 * resources of OME, KAITO and Grove.
 */
export interface Recorded {
  readonly what: string
  /** Requests that come first and must succeed. */
  readonly before?: readonly Request[]
  readonly ask: Request
  readonly code: number
  readonly body?: unknown
  readonly text?: string | RegExp
  readonly headers?: Readonly<Record<string, string | RegExp | undefined>>
  /** The first events of a watch. */
  readonly events?: readonly unknown[]
  /** History is forgotten before the request, as by a compaction of etcd. */
  readonly compacted?: true
  /** The stream ends by itself after the events. */
  readonly ends?: true
}

/** Where the InferenceServices of the row live. */
export const services = '/apis/ome.io/v1beta1/namespaces/$ns/inferenceservices'

/** An InferenceService to post. */
export const service = (name: string, spec: object = {}, meta: object = {}) => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  metadata: {name, ...meta},
  spec,
})

/** The creation of one. */
export const made = (name: string, spec?: object, meta?: object): Request => [
  'POST',
  services,
  service(name, spec, meta),
]

/** The body of a refusal. */
export const refusal = (reason: string, message: string | RegExp, details?: object) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason,
  ...(details && {details}),
})

/** The refusal of one field of the InferenceService `name`. */
export const invalidField = (name: string, field: string, reason: string, message: string | RegExp) => ({
  ...refusal(
    'Invalid',
    message instanceof RegExp ? message : `InferenceService.ome.io "${name}" is invalid: ${field}: ${message}`,
  ),
  details: {name, group: 'ome.io', kind: 'InferenceService', causes: [{reason, field}]},
})
