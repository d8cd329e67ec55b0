import type {ApiObject} from '../api.ts'
import {isReady} from '../controllers/pod-facts.ts'
import {pods, services} from '../controllers/resources.ts'
import type {World} from '../controllers/world.ts'

interface ServicePort {
  readonly name?: string
  readonly port: number
  readonly targetPort?: number | string
}

/** What a host name or address inside the cluster stands for. */
export type Named =
  | {readonly kind: 'pod'; readonly pod: ApiObject; readonly address: string}
  | {readonly kind: 'service'; readonly service: ApiObject; readonly address: string}

/** What a name leads to as seen from a pod: itself, another pod, or a Service (by short or full name, or by address). */
export function lookUp(world: World, from: ApiObject, host: string): Named | undefined {
  const own = from.status?.podIP ?? '127.0.0.1'
  if (host === 'localhost' || host.startsWith('127.') || host === '::1' || host === own || host === from.metadata.name)
    return {kind: 'pod', pod: from, address: host === 'localhost' ? '127.0.0.1' : host}
  if (/^[0-9.]+$/.test(host)) return atAddress(world, host)
  const [first = '', second, third, fourth] = host.replace(/\.cluster\.local\.?$/, '').split('.')
  if (second === undefined) return serviceNamed(world, first, from.metadata.namespace)
  if (third === undefined || third === 'svc') {
    return serviceNamed(world, first, second) ?? podOfService(world, first, second, from.metadata.namespace)
  }
  if (fourth === undefined || fourth === 'svc') return podOfService(world, first, second, third)
  return undefined
}

function atAddress(world: World, address: string): Named | undefined {
  const pod = world.api.list(pods).find((one) => one.status?.podIP === address)
  if (pod) return {kind: 'pod', pod, address}
  const service = world.api.list(services).find((one) => one.spec?.clusterIP === address)
  return service && {kind: 'service', service, address}
}

function serviceNamed(world: World, name: string, namespace: string | undefined): Named | undefined {
  const service = world.api.get(services, name, namespace)
  if (!service) return undefined
  const {clusterIP} = service.spec
  const isHeadless = !clusterIP || clusterIP === 'None'
  const address = isHeadless ? (backends(world, service)[0]?.status?.podIP ?? '') : clusterIP
  return {kind: 'service', service, address}
}

/** Pods of StatefulSets have names of their own under their headless Service. */
function podOfService(world: World, name: string, service: string, namespace: string | undefined): Named | undefined {
  const pod = world.api.get(pods, name, namespace)
  if (!pod || !world.api.get(services, service, namespace)) return undefined
  return {kind: 'pod', pod, address: pod.status?.podIP ?? ''}
}

function backends(world: World, service: ApiObject): ApiObject[] {
  const selector: Record<string, string> | undefined = service.spec?.selector
  const {namespace = 'default'} = service.metadata
  if (!selector || Object.keys(selector).length === 0) return []
  return world.api
    .list(pods, {namespace, labels: selector})
    .filter((pod) => service.spec.publishNotReadyAddresses === true || isReady(pod))
}

/** The pod and the port behind a port of a name; undefined when nothing is behind it. */
export function destination(world: World, named: Named, port: number): {pod: ApiObject; port: number} | undefined {
  if (named.kind === 'pod') return {pod: named.pod, port}
  const found = backends(world, named.service)
  const pod = found[world.random.integer(Math.max(1, found.length))]
  if (!pod) return undefined
  if (named.service.spec?.clusterIP === 'None') return {pod, port}
  const ports: ServicePort[] = named.service.spec?.ports ?? []
  const chosen = ports.find((one) => one.port === port)
  if (!chosen) return undefined
  const target = chosen.targetPort ?? chosen.port
  return {pod, port: typeof target === 'number' ? target : namedPort(pod, target)}
}

/** The number of a container port with this name; 0 when there is none. */
export function namedPort(pod: ApiObject, name: string): number {
  const containers: {ports?: {name?: string; containerPort: number}[]}[] = pod.spec.containers ?? []
  const ports = containers.flatMap((container) => container.ports ?? [])
  return ports.find((one) => one.name === name)?.containerPort ?? 0
}
