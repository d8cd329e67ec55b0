import type {IncomingMessage, ServerResponse} from 'node:http'

import {authenticate, impersonated} from './access/authenticate.ts'
import {authorize, authorizeImpersonation} from './access/authorize.ts'
import {serveIssuer} from './access/issuer-documents.ts'
import {missing} from './builtin/missing.ts'
import {isPretty} from './codec/encoding.ts'
import {connectionOf} from './connect.ts'
import {createDiscovery} from './documents/discovery.ts'
import {serveHealth} from './documents/health.ts'
import {rootPaths} from './documents/paths.ts'
import {requestMetrics} from './documents/request-metrics.ts'
import {pageNotFound} from './errors.ts'
import type {Exchange, Front} from './exchange.ts'
import {errorReply, type Reply, send} from './reply.ts'
import {parseRequest, type RequestInfo} from './request-info.ts'
import {serveResource} from './verbs.ts'
import type {User} from './write.ts'

/** The request listener: parse, authenticate, impersonate, authorize, answer. It never throws and never hangs up silently. */
export function createListener(
  front: Front,
): (request: IncomingMessage, response: ServerResponse, head?: Buffer) => void {
  const discovery = createDiscovery(front.core.operations.registry)
  const metrics = requestMetrics()

  async function answer(exchange: Exchange): Promise<Reply | undefined> {
    const {info, request, response} = exchange
    if (info.verb === 'watch') front.gate.watching(response)
    if (info.resource) return (connectionOf(info.resource) ?? serveResource)(exchange, info.resource)
    const health = serveHealth(info.path, info.query, front.core.operations.store, metrics)
    if (health) return health
    const issued = serveIssuer(info.path, front.accounts)
    if (issued) return issued
    if (info.path === '/' && info.verb === 'get') return rootPaths(front.core.operations.registry)
    if (isControl(info.path)) return orNotFound(await front.control?.(info, request))
    if (info.path.startsWith('/openapi/')) return front.openApi(info.path, request)
    if (/^\/apis?(\/|$)/.test(info.path) && (request.method === 'GET' || request.method === 'HEAD'))
      return orMissing(info.path, () => discovery(info.path, request))
    throw missing(info.path) ?? pageNotFound()
  }

  return (request, response, head) => {
    const [time, began] = [Date.now(), performance.now()]
    const warnings: string[] = []
    let user: User | undefined
    let known: RequestInfo | undefined
    const run = async (): Promise<Reply | undefined> => {
      const info = parseRequest(request.method ?? 'GET', request.url ?? '/', front.core.operations.registry)
      known = info
      const {store} = front.core.operations
      const held = isControl(info.path) ? undefined : front.gate.enter(request)
      if (held) await held
      user = authenticate(request, front.tokens)
      const other = impersonated(request)
      if (other) authorizeImpersonation(store, user, other)
      user = other?.user ?? user
      authorize(store, user, info)
      return answer({front, request, response, info, user, warnings, ...(head && {head})})
    }
    const count = (info: RequestInfo): void => {
      const isDryRun = info.query.size > 0 && info.query.get('dryRun') === 'All'
      metrics.count(info, response.statusCode, (performance.now() - began) / 1000, isDryRun)
    }
    response.on('error', () => response.destroy())
    run()
      .catch((error: unknown) => errorReply(error, isPretty(known?.query, request.headers['user-agent'])))
      .then((reply) => (reply ? send(request, response, reply, warnings) : undefined))
      .catch(() => response.destroy())
      .finally(() => {
        if (!request.complete) request.resume()
        if (isControl(request.url ?? '')) return
        if (known?.verb === 'watch') response.on('close', () => known && count(known))
        else if (known) count(known)
        front.log({
          time,
          ms: performance.now() - began,
          method: request.method ?? '',
          url: request.url ?? '',
          code: response.statusCode,
          user: user?.name ?? '',
          userAgent: request.headers['user-agent'] ?? '',
        })
      })
  }
}

/** What the real server has below a path and the sandbox has not is told by name. */
function orMissing(path: string, answer: () => Reply): Reply {
  try {
    return answer()
  } catch (error) {
    throw missing(path) ?? error
  }
}

const isControl = (path: string): boolean => path.startsWith('/sandbox/')

function orNotFound(reply: Reply | undefined): Reply {
  if (!reply) throw pageNotFound()
  return reply
}
