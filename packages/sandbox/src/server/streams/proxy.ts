import type {IncomingMessage} from 'node:http'
import {asObject, asText, isList, isObject, type JsonObject} from '@ome/kinds/validation/json'
import type {ApiObject} from '../../api.ts'
import type {NodeAgent} from '../../node-agent.ts'
import {treeOf} from '../codec/json.ts'
import {failure, notFound, notImplemented} from '../errors.ts'
import type {Exchange} from '../exchange.ts'
import type {Reply} from '../reply.ts'
import type {ResourceRequest} from '../request-info.ts'

interface Destination {
  readonly pod: ApiObject
  readonly port: number
}

/** `pods/proxy` and `services/proxy`: hands the request to the port of a pod. */
export async function serveProxy(exchange: Exchange, resource: ResourceRequest): Promise<Reply | undefined> {
  const {front, request, response} = exchange
  const {agent} = front
  if (!agent) throw notImplemented(`${resource.type.plural}/proxy without a node agent`)
  if (resource.type.plural === 'nodes') return serveNodeProxy(exchange, resource, agent)
  const {name, port} = splitName(resource.name)
  const {pod, port: number} =
    resource.type.plural === 'pods'
      ? podDestination(exchange, resource, name, port)
      : serviceDestination(exchange, resource, name, port)
  const path = pathOf(request, resource)
  if (!agent.http(pod, number, request, response, path))
    throw failure(
      503,
      `error trying to reach service: dial tcp ${asText(asObject(pod['status'])['podIP'])}:${number}: connect: connection refused`,
      {},
      'ServiceUnavailable',
    )
  return undefined
}

function pathOf({url = ''}: IncomingMessage, {rest}: ResourceRequest): string {
  const mark = url.indexOf('?')
  return `${rest || '/'}${mark < 0 ? '' : url.slice(mark)}`
}

const kubeletPort = '10250'

/** `nodes/NAME[:port]/proxy`: the kubelet's own port; other ports of a node are closed. */
function serveNodeProxy({front, request, response}: Exchange, resource: ResourceRequest, agent: NodeAgent): undefined {
  const {type} = resource
  const {name, port} = splitName(resource.name)
  front.core.operations.get({type, namespace: '', name, subresource: ''})
  if (port && port !== kubeletPort) {
    const why = `error trying to reach service: dial tcp ${name}:${port}: connect: connection refused`
    throw failure(503, why, {}, 'ServiceUnavailable')
  }
  const problem = agent.unreachable?.(name)
  if (problem !== undefined) throw failure(503, `error trying to reach service: ${problem}`, {}, 'ServiceUnavailable')
  const path = pathOf(request, resource)
  if (!agent.node?.(name, request, response, path)) throw notImplemented(`${path} of kubelets`)
  return undefined
}

/** `[scheme:]name[:port]`. */
function splitName(text: string): {name: string; port: string} {
  const parts = text.split(':')
  if (parts.length === 3) return {name: parts[1] ?? '', port: parts[2] ?? ''}
  return {name: parts[0] ?? '', port: parts[1] ?? ''}
}

const objects = (value: unknown): JsonObject[] => (isList(value) ? value.filter(isObject) : [])

function podDestination(
  {front}: Exchange,
  {type, namespace}: ResourceRequest,
  name: string,
  port: string,
): Destination {
  const pod = front.core.operations.get({type, namespace, name, subresource: ''})
  const [first] = podPorts(pod)
  return {pod, port: port ? portNumber(pod, port) : Number(first?.['containerPort'] ?? 80)}
}

const podPorts = (pod: ApiObject): JsonObject[] =>
  objects(asObject(treeOf(pod)['spec'])['containers']).flatMap((container) => objects(container['ports']))

function portNumber(pod: ApiObject, port: string | number): number {
  if (typeof port === 'number' || /^\d+$/.test(port)) return Number(port)
  return Number(podPorts(pod).find((one) => one['name'] === port)?.['containerPort'] ?? 0)
}

function serviceDestination(
  {front}: Exchange,
  {type, namespace}: ResourceRequest,
  name: string,
  port: string,
): Destination {
  const {operations} = front.core
  const service = operations.get({type, namespace, name, subresource: ''})
  const spec = asObject(treeOf(service)['spec'])
  const ports = objects(spec['ports'])
  const chosen = port ? ports.find((one) => one['name'] === port || String(one['port']) === port) : ports[0]
  const unavailable = failure(
    503,
    `no endpoints available for service ${JSON.stringify(port ? `${name}:${port}` : name)}`,
  )
  if (!chosen) throw port ? unavailable : notFound(type, name)
  const selector = asObject(spec['selector'])
  const pods = operations.store.list('/pods', {namespace}).filter((pod) => isReady(pod) && selectsPod(selector, pod))
  const pod = pods[Math.floor(Math.random() * pods.length)]
  if (!pod) throw unavailable
  const target = chosen['targetPort'] ?? chosen['port']
  return {pod, port: portNumber(pod, typeof target === 'number' ? target : asText(target))}
}

const selectsPod = (selector: JsonObject, {metadata: {labels = {}}}: ApiObject): boolean =>
  Object.keys(selector).length > 0 && Object.entries(selector).every(([key, value]) => labels[key] === value)

const isReady = (pod: ApiObject): boolean =>
  !pod.metadata.deletionTimestamp &&
  objects(asObject(treeOf(pod)['status'])['conditions']).some(
    (one) => one['type'] === 'Ready' && one['status'] === 'True',
  )
