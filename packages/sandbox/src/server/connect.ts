import {requestToken} from './access/token-request.ts'
import {bindPod, evictPod} from './builtin/pod-actions.ts'
import type {Responder} from './exchange.ts'
import type {ResourceRequest} from './request-info.ts'
import {serveLog} from './streams/pod-log.ts'
import {serveProxy} from './streams/proxy.ts'

const upgraded: Responder = async (exchange, resource) =>
  (await import('./streams/streams.ts')).serveStreams(exchange, resource)

const connections: Readonly<Record<string, Responder>> = {
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
export const connectionOf = ({type, subresource}: ResourceRequest): Responder | undefined =>
  subresource ? connections[`${type.group}/${type.plural}/${subresource}`] : undefined
