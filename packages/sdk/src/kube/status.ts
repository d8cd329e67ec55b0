import {type ErrorKind, isOmeError, OmeError} from '../errors.ts'
import {plain} from '../text.ts'

export interface StatusCause {
  readonly reason?: string
  readonly message?: string
  readonly field?: string
}

/** The API server's answer to a failed request, from its `Status` object or made from a plain HTTP answer. */
export interface ServerStatus {
  readonly code: number
  readonly reason: string
  readonly message: string
  readonly kind?: string
  readonly name?: string
  readonly causes: readonly StatusCause[]
  readonly retryAfterSeconds?: number
}

/** What was asked, for the words of an error. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly server: string
}

/** The server's status behind an error of the Kubernetes client; undefined for errors of other origin. */
export function serverStatus(error: unknown): ServerStatus | undefined {
  return isOmeError(error) && isServerStatus(error.cause) ? error.cause : undefined
}

const isServerStatus = (value: unknown): value is ServerStatus =>
  typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'number' && 'causes' in value

const kinds: Readonly<Record<number, ErrorKind>> = {
  401: 'denied',
  403: 'denied',
  404: 'not-found',
  409: 'conflict',
  429: 'unreachable',
  502: 'unreachable',
  503: 'unreachable',
  504: 'unreachable',
}

/** The error for an answer of 400 or more. The server's message passes through, without control characters. */
export function statusError(code: number, body: string, asked: Asked): OmeError {
  const status = parseStatus(code, body, asked)
  const object = status.kind && status.name ? `${status.kind}/${status.name}` : undefined
  return new OmeError(kindOf(code, asked), text(status, asked), hints(status, asked), {
    cause: status,
    ...(object ? {object} : {}),
  })
}

/** A selector that cannot be read is what a person typed. */
const kindOf = (code: number, {path}: Asked): ErrorKind =>
  code === 400 && /[?&](label|field)Selector=/.test(path) ? 'usage' : (kinds[code] ?? 'failed')

/** Reads a `Status` object, or makes one from a proxy's or an old path's plain text. */
export function parseStatus(code: number, body: string, asked: Asked): ServerStatus {
  const found = parseJson(body)
  if (found?.['kind'] !== 'Status') return plainStatus(code, body, asked)
  const details = fields(found['details'])
  const causes = Array.isArray(details['causes']) ? details['causes'].map(toCause) : []
  return {
    code,
    reason: word(found['reason']) ?? '',
    message: word(found['message']) ?? `the server answered ${code}`,
    causes,
    ...(word(details['kind']) ? {kind: word(details['kind']) ?? ''} : {}),
    ...(word(details['name']) ? {name: word(details['name']) ?? ''} : {}),
    ...(typeof details['retryAfterSeconds'] === 'number' ? {retryAfterSeconds: details['retryAfterSeconds']} : {}),
  }
}

function plainStatus(code: number, body: string, {method, path}: Asked): ServerStatus {
  const text = body.trimStart().startsWith('<') ? '' : plain(body.trim().slice(0, 300))
  return {
    code,
    reason: '',
    message: `${method} ${path.split('?', 1)[0]} answered ${code}${text ? `: ${text}` : ''}`,
    causes: [],
  }
}

const toCause = (value: unknown): StatusCause => {
  const {reason, message, field} = fields(value)
  return {
    ...(word(reason) ? {reason: word(reason) ?? ''} : {}),
    ...(word(message) ? {message: word(message) ?? ''} : {}),
    ...(word(field) ? {field: word(field) ?? ''} : {}),
  }
}

function text(status: ServerStatus, {server}: Asked): string {
  if (status.code === 401) return `the API server ${server} does not accept your credentials (${status.message})`
  if (status.code === 429) return `the API server ${server} is overloaded and refused the request: ${status.message}`
  if (status.code === 410) return `the API server no longer has the state that was asked for: ${status.message}`
  const {causes} = status
  if (status.reason !== 'Invalid' || causes.length < 2) return status.message
  const lines = new Set(causes.map(({field, message}) => `\n* ${field ?? ''}: ${message ?? ''}`))
  return `the ${status.kind ?? 'object'} "${status.name ?? ''}" is invalid:${[...lines].join('')}`
}

function hints(status: ServerStatus, {path}: Asked): readonly string[] {
  if (status.reason === 'NotFound' && status.kind === 'namespaces' && path.includes(`/namespaces/${status.name}/`))
    return ['list them: ome get namespaces', `or create it: kubectl create namespace ${status.name}`]
  if (status.code === 401)
    return [
      'log in again with your provider, or give a fresh token: --token TOKEN',
      'see which user is used: kubectl config view --minify',
    ]
  if (isApplyConflict(status)) {
    return [
      'take the fields over from the other managers: --force-conflicts',
      'or drop these fields from what is applied: they then stay as they are',
      'or give them the values they have in the cluster: ownership is then shared',
    ]
  }
  if (status.code === 409 && status.reason === 'Conflict')
    return ['somebody else changed it meanwhile: run the command again']
  if (status.code === 429 || status.code >= 502) return ['try again in a moment']
  return []
}

const isApplyConflict = (status: ServerStatus): boolean =>
  status.code === 409 && status.causes.some((cause) => cause.reason === 'FieldManagerConflict')

function parseJson(body: string): Readonly<Record<string, unknown>> | undefined {
  if (!body.trimStart().startsWith('{')) return undefined
  try {
    return fields(JSON.parse(body))
  } catch {
    // A proxy's half answer is shown as the text it is.
    return undefined
  }
}

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? {...value} : {}
const word = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? plain(value) : undefined
