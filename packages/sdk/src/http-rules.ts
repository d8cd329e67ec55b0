import type {IncomingMessage} from 'node:http'
import {type ErrorKind, OmeError} from './errors.ts'
import {isLoopback} from './kube/loopback-host.ts'
import type {ServerStatus} from './kube/status.ts'
import {plain} from './text.ts'

/** The parts of a request that a redirect can change. */
interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly body?: string | Uint8Array
}

/** One hop of a request: redirects lead to the next. */
export interface Step<Ask extends Sent> {
  readonly url: URL
  readonly ask: Ask
}

const redirectLimit = 5
const redirects = [301, 302, 303, 307, 308]

/**
 * The next hop, or undefined when the answer is the last. 303 (and 301, 302 after a POST) become a GET; credentials do
 * not follow to another origin. Throws `unreachable` after five hops.
 */
export function redirected<Ask extends Sent>(
  {url, ask}: Step<Ask>,
  {statusCode = 0, headers}: IncomingMessage,
  hops: number,
): Step<Ask> | undefined {
  if (!redirects.includes(statusCode) || headers.location === undefined) return undefined
  if (hops >= redirectLimit)
    throw new OmeError('unreachable', `${shown(url)} redirects more than ${redirectLimit} times`)
  const next = parseUrl(new URL(headers.location, url).href)
  const same = next.origin === url.origin
  if (!same) next.username = next.password = ''
  const kept = {...ask, headers: same ? (ask.headers ?? {}) : withoutCredentials(ask.headers ?? {})}
  if (statusCode === 303 || (statusCode < 303 && ask.method === 'POST')) {
    return {url: next, ask: {...kept, method: 'GET', json: undefined, body: undefined}}
  }
  return {url: next, ask: kept}
}

const withoutCredentials = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(authorization|cookie|x-api-key|proxy-authorization)$/i.test(name)),
  )

/** Throws `usage` for what is no http or https URL. */
export function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url
  throw new OmeError('usage', `"${plain(text)}" is not an http or https URL`)
}

/** Plain http only to this machine, or where the caller allows it. */
export function refusePlain(url: URL, {allowHttp}: {readonly allowHttp?: boolean}) {
  if (url.protocol === 'https:' || allowHttp || isLoopback(url.hostname.replace(/^\[|\]$/g, ''))) return
  throw new OmeError('denied', `${shown(url)} is plain http, which anybody on the way can read and change`, [
    'use its https address',
  ])
}

/** The URL without credentials, query and fragment, for messages. */
export const shown = ({origin, pathname}: URL): string => origin + pathname

/** The `authorization` header for the credentials in a URL. */
export const basic = ({username, password}: URL): string =>
  `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`

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

/** The error for 400 and more, with the message in the forms servers use: `error.message`, `error`, `message`, `detail`. */
export function answerError(code: number, body: string, what: string): OmeError {
  const said = plain(messageOf(body)).slice(0, 1000)
  const status: ServerStatus = {code, reason: '', message: said, causes: []}
  return new OmeError(kinds[code] ?? 'failed', `${what} answered ${code}${said ? `: ${said}` : ''}`, [], {
    cause: status,
  })
}

function messageOf(body: string): string {
  const text = body.trim()
  if (text.startsWith('<')) return ''
  if (!text.startsWith('{')) return text.slice(0, 300)
  try {
    const {error, message, detail} = JSON.parse(text)
    const found = [error?.message, error, message, detail].find((value) => typeof value === 'string')
    return found ?? text.slice(0, 300)
  } catch {
    // Not JSON after all: shown as it is.
    return text.slice(0, 300)
  }
}
