import {bindPod, evictPod, requestToken} from './pod-actions.ts'
import {serveLog} from './pod-log.ts'
import {serveProxy} from './proxy.ts'
import type {Reply} from './reply.ts'
import type {ResourceRequest} from './request-info.ts'
import type {Exchange} from './serve.ts'

type Connection = (exchange: Exchange, resource: ResourceRequest) => Promise<Reply | undefined>

const upgraded: Connection = async (exchange, resource) =>
  (await import('./streams.ts')).serveStreams(exchange, resource)

const connections: Readonly<Record<string, Connection>> = {
  '/pods/log': serveLog,
  '/pods/proxy': serveProxy,
  '/services/proxy': serveProxy,
  '/nodes/proxy': serveProxy,
  '/pods/exec': upgraded,
  '/pods/attach': upgraded,
  '/pods/portforward': upgraded,
  '/pods/binding': bindPod,
  '/pods/eviction': evictPod,
  '/serviceaccounts/token': requestToken,
}

/** What answers a subresource that is an action or a connection instead of a part of the object. */
export function connectionOf(
  resource: ResourceRequest,
): ((exchange: Exchange) => Promise<Reply | undefined>) | undefined {
  const connection = connections[`${resource.type.group}/${resource.type.plural}/${resource.subresource}`]
  return connection && ((exchange) => connection(exchange, resource))
}
