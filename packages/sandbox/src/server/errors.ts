import type {Cause} from '@ome/kinds/validation/cause'
import {ApiError, type Status} from '../api.ts'

/** The identity of a resource as error texts name it. */
export interface Named {
  readonly group: string
  readonly plural: string
  readonly kind: string
}

/** A refusal that the real server words as bare text, without a Status. */
export class PlainError extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.name = 'PlainError'
    this.code = code
  }
}

/** The 404 of a path that no resource is served under; bare text on the real server too. */
export const pageNotFound = (): PlainError => new PlainError(404, '404 page not found')

const reasons: Record<number, string> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Expired',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  501: 'NotImplemented',
  503: 'ServiceUnavailable',
  504: 'Timeout',
}

/** A refusal with the reason that Kubernetes pairs with the code, unless another one is given. */
export function failure(code: number, message: string, details?: Status['details'], reason = reasons[code]): ApiError {
  const status: Status = {kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code}
  if (reason) status.reason = reason
  if (details) status.details = details
  return new ApiError(status)
}

/** `plural.group`, or the plural alone in the core group. */
export const qualified = (plural: string, group: string): string => (group ? `${plural}.${group}` : plural)

function about({group, plural}: Named, name: string): NonNullable<Status['details']> {
  return {name, ...(group && {group}), kind: plural}
}

/** 400, for what cannot be read: bodies, query parameters, selectors. */
export const badRequest = (message: string): ApiError => failure(400, message)

/** 404 of an object whose kind is served; the details name group, plural and name. */
export const notFound = (named: Named, name: string): ApiError =>
  failure(404, `${qualified(named.plural, named.group)} "${name}" not found`, about(named, name))

/** 409 of a create; its reason AlreadyExists tells it from the Conflict of an update. */
export const alreadyExists = (named: Named, name: string): ApiError =>
  failure(409, `${qualified(named.plural, named.group)} "${name}" already exists`, about(named, name), 'AlreadyExists')

export const modified = 'the object has been modified; please apply your changes to the latest version and try again'

/** 409 of an update made against an older state; clients read again and retry. */
export const conflict = (named: Named, name: string, why: string): ApiError =>
  failure(
    409,
    `Operation cannot be fulfilled on ${qualified(named.plural, named.group)} "${name}": ${why}`,
    about(named, name),
  )

/** A failed precondition names the Kind where every other conflict names the plural. */
export const preconditionFailed = (named: Named, name: string, why: string): ApiError =>
  failure(409, `Operation cannot be fulfilled on ${qualified(named.kind, named.group)} "${name}": ${why}`, {
    name,
    ...(named.group && {group: named.group}),
    kind: named.kind,
  })

/** 422 with one cause per finding. A single finding stands bare in the message, several in brackets. */
export function invalid(
  {kind, group}: {kind: string; group: string},
  name: string,
  causes: readonly Cause[],
): ApiError {
  const lines = causes.map(({field, message}) => `${field}: ${message}`)
  const text = lines.length === 1 ? (lines[0] ?? '') : `[${lines.join(', ')}]`
  return failure(422, `${qualified(kind, group)} "${name}" is invalid: ${text}`, {
    name,
    ...(group && {group}),
    kind,
    causes: causes.map((cause) => ({...cause})),
  })
}

/** 403 by authorization or admission; without a name for verbs on collections. */
export function forbidden(named: {group: string; plural: string}, name: string | undefined, why: string): ApiError {
  const subject = qualified(named.plural, named.group) + (name ? ` "${name}"` : '')
  return failure(403, `${subject} is forbidden: ${why}`, {
    ...(name && {name}),
    ...(named.group && {group: named.group}),
    kind: named.plural,
  })
}

/** 405 of a verb that the resource or subresource does not have. */
export const methodNotAllowed = (): ApiError =>
  failure(405, 'the server does not allow this method on the requested resource')

/** 501: the real server does this and the sandbox does not. Never used for what Kubernetes itself refuses. */
export const notImplemented = (what: string): ApiError => failure(501, `the sandbox does not implement ${what}`)

export const bodyMediaTypes = 'application/json, application/yaml, application/vnd.kubernetes.protobuf'

/** 415 of a body; `accepted` lists the media types that the endpoint reads. */
export const unsupportedMediaType = (accepted: string): ApiError =>
  failure(415, `the body of the request was in an unknown format - accepted media types include: ${accepted}`)

/** 406 of an `Accept` header that names nothing the endpoint writes. */
export const notAcceptable = (accepted: string): ApiError =>
  failure(406, `only the following media types are accepted: ${accepted}`)

/** 410 of a resourceVersion or continue token that history no longer reaches; clients list anew. */
export const expired = (message: string): ApiError => failure(410, message)

/** 504 of a resourceVersion that is still to come; its cause makes client-go retry after a second. */
export const tooLargeVersion = (asked: number, current: number): ApiError =>
  failure(504, `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    causes: [{reason: 'ResourceVersionTooLarge', message: 'Too large resource version'}],
    retryAfterSeconds: 1,
  })
