import type {Agent, IncomingMessage, OutgoingHttpHeaders} from 'node:http'
import type {Duplex} from 'node:stream'
import {OmeError} from '../errors.ts'
import type {ClusterEntry, Connection} from '../kubeconfig.ts'
import type {ClientCertificate} from './material.ts'
import {tlsOptions} from './tls.ts'

/** One request to an API server. */
export interface Ask {
  readonly method: string
  /** Path and query as the API server knows them; the server URL's own path is put before it. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly signal?: AbortSignal | undefined
  /** Milliseconds without a byte before it is given up; 0 = for ever (followed logs). */
  readonly idleMs?: number
  /** A stream that may last: the request timeout ends with the answer's headers. */
  readonly stream?: boolean
  /** Warnings that are kept but not reported. */
  readonly toldWarnings?: RegExp | undefined
}

/** Milliseconds until a TCP and TLS connection must stand. */
const connectMs = 10_000
/** Milliseconds without a byte after which an ordinary request is given up. */
const defaultIdleMs = 60_000
const longestWaitMs = 30_000

/** The connection pool of a server. A renewed client certificate gets a pool of its own. */
export interface Wire {
  agent(certificate: ClientCertificate | undefined): Promise<Agent>
  close(): void
}

/** The pool of a cluster; a proxy is chosen from the entry and `env` when the first connection is needed. */
export function openWire(base: URL, cluster: ClusterEntry, env: Readonly<Record<string, string | undefined>>): Wire {
  let current: {readonly certificate: ClientCertificate | undefined; readonly agent: Promise<Agent>} | undefined
  const close = (): void => {
    // Whoever asked for the agent is told why it could not be made.
    current?.agent.then(
      (agent) => agent.destroy(),
      () => undefined,
    )
  }
  return {
    agent(certificate) {
      if (current === undefined || current.certificate !== certificate) {
        close()
        // Kept before it is made: requests that begin together share it.
        current = {certificate, agent: makeAgent(base, cluster, certificate, env)}
      }
      return current.agent
    },
    close,
  }
}

const proxyVariables = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']

/** A keep-alive agent for one origin: trust, client certificate and proxy are settled with it. */
export async function makeAgent(
  base: URL,
  cluster: ClusterEntry,
  certificate: ClientCertificate | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Agent> {
  const pool = {keepAlive: true, keepAliveMsecs: 15_000}
  const tls = base.protocol === 'https:' ? tlsOptions(cluster, certificate) : undefined
  const agent = tls
    ? new (process.getBuiltinModule('node:https').Agent)({...pool, ...tls})
    : new (process.getBuiltinModule('node:http').Agent)(pool)
  if (!cluster.proxyUrl && !proxyVariables.some((name) => env[name])) return agent
  const {proxyFor, tunnelThrough} = await import('./proxy.ts')
  const proxy = proxyFor(base, cluster.proxyUrl, env)
  return proxy ? tunnelThrough(proxy, base, agent, tls) : agent
}

/** Sends one request and settles with the head of the answer. Errors are node's own. */
export function exchange(base: URL, agent: Agent, ask: Ask, headers: OutgoingHttpHeaders): Promise<IncomingMessage> {
  const http = process.getBuiltinModule(base.protocol === 'https:' ? 'node:https' : 'node:http')
  const {method, body, idleMs = defaultIdleMs} = ask
  return new Promise((resolve, reject) => {
    const request = http.request({
      protocol: base.protocol,
      host: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port || (base.protocol === 'https:' ? 443 : 80),
      path: base.pathname.replace(/\/$/, '') + ask.path,
      method,
      agent,
      headers: body === undefined ? headers : {...headers, 'content-length': Buffer.byteLength(body)},
      ...(ask.signal ? {signal: ask.signal} : {}),
    })
    const late = () => request.destroy(Object.assign(new Error('no answer in time'), {code: 'ETIMEDOUT'}))
    request.on('error', reject)
    request.on('response', resolve)
    if (idleMs > 0) request.setTimeout(idleMs, late)
    request.on('socket', (socket) =>
      watchConnecting(socket, base.protocol === 'https:' ? 'secureConnect' : 'connect', late),
    )
    request.end(body)
  })
}

function watchConnecting(socket: Duplex & {readonly connecting?: boolean}, done: string, late: () => void) {
  if (!socket.connecting) return
  const timer = setTimeout(late, connectMs)
  for (const event of [done, 'close']) socket.once(event, () => clearTimeout(timer))
}

/** The server's URL. Without a scheme it is https when trust or a client certificate is configured, as in client-go. */
export function serverUrl({cluster, user}: Connection): URL {
  const secure =
    cluster.insecureSkipTlsVerify ||
    cluster.certificateAuthority ||
    cluster.certificateAuthorityData ||
    user.clientCertificate ||
    user.clientCertificateData
  const text = cluster.server.includes('://') ? cluster.server : `${secure ? 'https' : 'http'}://${cluster.server}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url
  throw new OmeError('usage', `the server address "${cluster.server}" is not an http or https URL`, [
    'look at what is configured: kubectl config view --minify',
  ])
}

/** True for a connection that was closed before an answer came. */
export const isReset = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ECONNRESET' || error.code === 'EPIPE' || error.code === 'ECONNABORTED')

/** Milliseconds a refused request is to wait before it is sent again; undefined: the answer stands. */
export function waitAfter({statusCode, headers}: IncomingMessage): number | undefined {
  if (statusCode !== 429 && statusCode !== 503) return undefined
  const asked = headers['retry-after']
  if (asked === undefined) return statusCode === 429 ? 1000 : undefined
  // A date is compared with the server's own clock, which may differ from ours.
  const until = Date.parse(asked) - Date.parse(headers.date ?? '')
  const wait = /^\d+$/.test(asked) ? Number(asked) * 1000 : Math.max(0, until)
  return Number.isNaN(wait) ? 1000 : Math.min(wait, longestWaitMs)
}

/** Waits; ends with the signal's reason when it is aborted. */
export const pause = async (ms: number, signal: AbortSignal): Promise<void> =>
  process.getBuiltinModule('node:timers/promises').setTimeout(ms, undefined, {signal})
