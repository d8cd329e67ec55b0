import {randomUUID} from 'node:crypto'
import type {IncomingMessage, ServerResponse} from 'node:http'
import {promisify} from 'node:util'
import {constants, gzip} from 'node:zlib'
import {ApiError, type Status} from '../api.ts'
import {failure, PlainError} from './errors.ts'

/** A whole answer; streams write to the response themselves. */
export interface Reply {
  readonly code: number
  readonly body: string | Buffer
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
}

const gzipAsync = promisify(gzip)
const gzipFrom = 128 * 1024

/** An answer whose JSON is already written; the body ends with a newline as the server's do. */
export const jsonReply = (code: number, body: string): Reply => ({code, body})
/** A Status as an answer under its own code, its fields in the order of the server's. */
export function statusReply(
  {kind, apiVersion, metadata, status, message, reason, details, code}: Status,
  pretty = false,
): Reply {
  const body = {kind, apiVersion, metadata, status, message, reason, details, code}
  return {code, body: `${JSON.stringify(body, null, pretty ? 2 : 0)}\n`}
}

/** The headers that every answer of the server carries. */
export function commonHeaders(warnings: readonly string[] = []): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {'Audit-Id': randomUUID(), 'Cache-Control': 'no-cache, private'}
  if (warnings.length > 0) headers['Warning'] = [...new Set(warnings)].map(warningText)
  return headers
}

const warningText = (text: string): string =>
  `299 - "${text
    .replace(/[\p{Cc}]/gu, ' ')
    .replace(/[^\x20-\x7e]/g, '?')
    .replace(/["\\]/g, '\\$&')}"`

/**
 * Writes a whole answer at once. From 128 KiB on it is compressed for clients that accept gzip, as the real server
 * does.
 */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  warnings: readonly string[],
): Promise<void> {
  const headers = commonHeaders(warnings)
  headers['Content-Type'] = reply.type ?? 'application/json'
  let {body} = reply
  if (body.length >= gzipFrom && request.headers['accept-encoding']?.includes('gzip')) {
    body = await gzipAsync(body, {level: constants.Z_BEST_SPEED})
    headers['Content-Encoding'] = 'gzip'
    headers['Vary'] = 'Accept-Encoding'
  }
  Object.assign(headers, reply.headers)
  if (reply.code !== 304) headers['Content-Length'] = String(Buffer.byteLength(body))
  if (response.headersSent || response.destroyed) return
  response.writeHead(reply.code, headers)
  if (request.method === 'HEAD' || reply.code === 304) response.end()
  else response.end(body)
}

/** What an error looks like on the wire. Anything unforeseen is a 500 that names itself. */
export function errorReply(error: unknown, pretty = false): Reply {
  if (error instanceof PlainError)
    return {
      code: error.code,
      body: `${error.message}\n`,
      type: 'text/plain; charset=utf-8',
      headers: {'X-Content-Type-Options': 'nosniff'},
    }
  const {status} =
    error instanceof ApiError
      ? error
      : failure(500, `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`)
  const retry = status.details?.retryAfterSeconds
  return {...statusReply(status, pretty), ...(retry !== undefined && {headers: {'Retry-After': String(retry)}})}
}
