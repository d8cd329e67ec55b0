import {once} from 'node:events'
import {asObject, asText, isList, isObject} from '@ome/kinds/validation/json'
import type {ApiObject} from '../../api.ts'
import type {LogRequest} from '../../node-agent.ts'
import {treeOf} from '../codec/json.ts'
import {badRequest, methodNotAllowed, notImplemented} from '../errors.ts'
import type {Exchange} from '../exchange.ts'
import {commonHeaders, type Reply} from '../reply.ts'
import {isTrue, type ResourceRequest} from '../request-info.ts'

/** Streams the lines of a container. Refusals before the first line are Statuses, as the kubelet words them. */
export async function serveLog(
  exchange: Exchange,
  {type, namespace, name}: ResourceRequest,
): Promise<Reply | undefined> {
  const {info, front, response} = exchange
  if (info.verb !== 'get') throw methodNotAllowed()
  const pod = front.core.operations.get({type, namespace, name, subresource: ''})
  const {agent} = front
  if (!agent) throw notImplemented('pods/log without a node agent')
  const abort = new AbortController()
  response.on('close', () => abort.abort())
  const lines = agent.logs(pod, logRequest(info.query, pod, abort.signal))[Symbol.asyncIterator]()
  const first = await lines.next()
  response.writeHead(200, {...commonHeaders(), 'Content-Type': 'text/plain'})
  response.flushHeaders()
  let left = Number(info.query.get('limitBytes') || Number.POSITIVE_INFINITY)
  for (let next = first; !next.done && !abort.signal.aborted && left > 0; next = await lines.next()) {
    const bytes = Buffer.from(`${next.value}\n`).subarray(0, left)
    left -= bytes.length
    if (!response.write(bytes)) await Promise.race([once(response, 'drain'), once(response, 'close')])
  }
  await lines.return?.()
  response.end()
  return undefined
}

function logRequest(query: URLSearchParams, pod: ApiObject, signal: AbortSignal): LogRequest {
  const sinceTime = query.get('sinceTime')
  const [since, tail, limit] = ['sinceSeconds', 'tailLines', 'limitBytes'].map((name) => countParameter(query, name))
  if (since !== undefined && sinceTime) throw badRequest('at most one of sinceTime or sinceSeconds may be specified')
  const stream = streamOf(query.get('stream'))
  return {
    container: containerOf(pod, query.get('container') ?? ''),
    follow: isTrue(query.get('follow')),
    previous: isTrue(query.get('previous')),
    timestamps: isTrue(query.get('timestamps')),
    ...(since !== undefined && {sinceSeconds: since}),
    ...(sinceTime && {sinceTime}),
    ...(tail !== undefined && {tailLines: tail}),
    ...(limit !== undefined && {limitBytes: limit}),
    ...(stream && {stream}),
    signal,
  }
}

function streamOf(text: string | null): LogRequest['stream'] {
  if (text === 'Stdout') return 'stdout'
  if (text === 'Stderr') return 'stderr'
  if (!text || text === 'All') return undefined
  throw badRequest(`stream: Unsupported value: ${JSON.stringify(text)}: supported values: "All", "Stderr", "Stdout"`)
}

function countParameter(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (!text) return undefined
  if (!/^\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
  return Number(text)
}

/** The named container, or the only one; the server's texts otherwise. */
export function containerOf(pod: ApiObject, wanted: string): string {
  const spec = asObject(treeOf(pod)['spec'])
  const names = (key: string) => {
    const list = spec[key]
    return isList(list) ? list.filter(isObject).map((one) => asText(one['name'])) : []
  }
  const [containers, inits, ephemerals] = [names('containers'), names('initContainers'), names('ephemeralContainers')]
  const {name} = pod.metadata
  if (wanted) {
    if ([...containers, ...inits, ...ephemerals].includes(wanted)) return wanted
    throw badRequest(`container ${wanted} is not valid for pod ${name}`)
  }
  const [only, ...more] = containers
  if (only && more.length === 0) return only
  const init = inits.length > 0 ? ` or one of the init containers: [${inits.join(' ')}]` : ''
  throw badRequest(
    `a container name must be specified for pod ${name}, choose one of: [${containers.join(' ')}]${init}`,
  )
}
