import {at, text} from '@ome/capacity/fields'
import {type ErrorKind, OmeError} from '@ome/sdk/errors'
import {statusError} from '@ome/sdk/status'
import {plain} from '@ome/sdk/text'

export interface RefusedRequest {
  readonly method: string
  readonly path: string
  readonly engine: string
  readonly namespace: string
}

/** The error for an answer of 400 or more: the service's own words, or the API server's about the way to it. */
export function refusal(status: number, body: string, request: RefusedRequest): OmeError {
  const {engine, namespace, method, path} = request
  const said = parsed(body)
  const look = `see how it is: ome rag status ${engine} -n ${namespace}`
  if (said?.['kind'] === 'Status') {
    if (status === 404)
      return new OmeError('not-found', `ragengine "${engine}" has no service in namespace "${namespace}"`, [
        `list engines: ome get ragengines -n ${namespace}`,
        `make one that is gone again from a backup: ome rag restore ${engine} -n ${namespace} --from DIR --create`,
      ])
    if (status === 503)
      return new OmeError('unreachable', `ragengine "${engine}" does not serve yet`, [
        look,
        `or follow it until it does: ome rag status ${engine} -n ${namespace} --watch`,
      ])
    return statusError(status, body, {method, path, server: 'the API server'})
  }
  const words = plain(detailOf(said) ?? withoutMarkup(body))
    .replaceAll(/\s+/g, ' ')
    .slice(0, 600)
  if (status === 503 && /inference service/i.test(words))
    return new OmeError('usage', `ragengine "${engine}" has no model to answer with`, [
      'ask for the passages alone: --retrieve-only',
      look,
    ])
  return new OmeError(kindOf(status), `ragengine "${engine}" answered ${status}${words ? `: ${words}` : ''}`, [look])
}

/** A proxy on the way answers with a page: what it is called says as much. */
const withoutMarkup = (body: string): string => {
  if (!/^\s*</.test(body)) return body.trim()
  return /<(title|h1)[^>]*>([^<]*)</i.exec(body)?.[2]?.trim() ?? ''
}

function kindOf(status: number): ErrorKind {
  if (status === 401 || status === 403) return 'denied'
  if (status === 404) return 'not-found'
  return status === 502 || status === 503 || status === 504 ? 'unreachable' : 'failed'
}

function parsed(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** FastAPI says `{"detail": text}`, and of a field that is wrong `{"detail": [{loc, msg}]}`; a model `{"error": {message}}`. */
function detailOf(said: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const detail = said?.['detail'] ?? said?.['message'] ?? text(at(said, 'error', 'message')) ?? said?.['error']
  if (typeof detail === 'string') return detail
  if (!Array.isArray(detail)) return undefined
  const parts = detail.slice(0, 5).map((each: unknown) => {
    const {loc, msg} = each as {loc?: unknown; msg?: unknown}
    return `${Array.isArray(loc) ? loc.slice(1).join('.') : ''}: ${String(msg)}`
  })
  return parts.join('; ')
}
