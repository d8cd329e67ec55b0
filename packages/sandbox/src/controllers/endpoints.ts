import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {controlledBy} from './ownership.ts'
import {isReady, isTerminating} from './pod-facts.ts'
import {stableText} from './pod-template.ts'
import {endpointSlices, endpoints, nodes, pods} from './resources.ts'
import {type ServicePort, targetPort} from './service-ports.ts'
import type {World} from './world.ts'

interface Port {
  readonly name: string
  readonly port: number
  readonly protocol: string
  readonly appProtocol?: string
}

/** Pods that answer on the same ports. */
interface Backends {
  readonly ports: readonly Port[]
  readonly members: readonly ApiObject[]
}

/** Most endpoints of one slice, and most addresses of an Endpoints object, by the defaults of Kubernetes. */
const sliceSize = 100
const endpointsSize = 1000
const overCapacity = 'endpoints.kubernetes.io/over-capacity'

/** Writes the Endpoints and EndpointSlices of a Service with a selector. */
export function publish(world: World, service: ApiObject): void {
  const backends = backendsOf(world, service)
  writeEndpoints(world, service, backends)
  writeSlices(world, service, backends)
}

const isFinal = (pod: ApiObject): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'

function backendsOf(world: World, service: ApiObject): Backends[] {
  const members = world.api
    .list(pods, {namespace: service.metadata.namespace ?? '', labels: service.spec.selector})
    .filter((pod) => pod.status?.podIP && !isFinal(pod))
  const groups = new Map<string, {ports: Port[]; members: ApiObject[]}>()
  for (const pod of members) {
    const ports = portsFor(service, pod)
    const key = stableText(ports)
    const group = groups.get(key)
    if (group) group.members.push(pod)
    else groups.set(key, {ports, members: [pod]})
  }
  return [...groups.values()]
}

function portsFor(service: ApiObject, pod: ApiObject): Port[] {
  const ports: ServicePort[] = service.spec.ports ?? []
  return ports.flatMap((port) => {
    const number = targetPort(port, pod)
    if (number === undefined) return []
    const {name = '', protocol = 'TCP', appProtocol} = port
    return [{name, port: number, protocol, ...(appProtocol ? {appProtocol} : {})}]
  })
}

const isPublished = (service: ApiObject, pod: ApiObject): boolean =>
  service.spec.publishNotReadyAddresses === true || (isReady(pod) && !isTerminating(pod))

const targetRef = ({metadata}: ApiObject): Record<string, unknown> => ({
  kind: 'Pod',
  name: metadata.name,
  namespace: metadata.namespace,
  uid: metadata.uid,
})

/** Pods that ask for it are known by their own name under a Service without address. */
const hostname = (service: ApiObject, pod: ApiObject): {hostname?: string} =>
  pod.spec.hostname && pod.spec.subdomain === service.metadata.name ? {hostname: pod.spec.hostname} : {}

const withoutEmptyName = (ports: readonly Port[]): unknown[] =>
  ports.map(({name, ...port}) => (name ? {name, ...port} : port))

function writeEndpoints(world: World, service: ApiObject, backends: readonly Backends[]): void {
  let left = endpointsSize
  const total = backends.reduce((sum, {members}) => sum + members.length, 0)
  const subsets = backends.flatMap(({ports, members}) => {
    const kept = members.slice(0, left).filter((pod) => isPublished(service, pod) || !isTerminating(pod))
    left -= kept.length
    const address = (pod: ApiObject): unknown => ({
      ...hostname(service, pod),
      ip: pod.status.podIP,
      nodeName: pod.spec.nodeName,
      targetRef: targetRef(pod),
    })
    const ready = kept.filter((pod) => isPublished(service, pod)).map(address)
    const waiting = kept.filter((pod) => !isPublished(service, pod)).map(address)
    if (kept.length === 0) return []
    const addresses = ready.length > 0 ? {addresses: ready} : {}
    const notReadyAddresses = waiting.length > 0 ? {notReadyAddresses: waiting} : {}
    return [{...addresses, ...notReadyAddresses, ports: withoutEmptyName(ports)}]
  })
  const {name, namespace} = service.metadata
  const current = world.api.get(endpoints, name, namespace)
  if (current && isDeepStrictEqual(current['subsets'] ?? [], subsets)) return
  const annotations = {[overCapacity]: total > endpointsSize ? 'truncated' : null}
  if (current) {
    world.api.patch(endpoints, name, namespace, {metadata: {annotations}, subsets})
    return
  }
  const labels = {
    ...service.metadata.labels,
    'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
    ...headless(service),
  }
  const metadata = {
    name,
    ...(namespace === undefined ? {} : {namespace}),
    labels,
    ownerReferences: [controlledBy(service)],
  }
  world.api.create(endpoints, {apiVersion: 'v1', kind: 'Endpoints', metadata, subsets})
}

const headless = (service: ApiObject): Record<string, string> =>
  service.spec.clusterIP === 'None' ? {'service.kubernetes.io/headless': ''} : {}

interface Endpoint {
  readonly targetRef?: {readonly uid?: string}
}

/** Each pod stays in its slice; new ones fill what has room, so that a change rewrites one slice and no other. */
function writeSlices(world: World, service: ApiObject, backends: readonly Backends[]): void {
  const {name, namespace} = service.metadata
  const existing = world.api
    .list(endpointSlices, {namespace: namespace ?? '', labels: {'kubernetes.io/service-name': name}})
    .filter((slice) => !isTerminating(slice) && slice.metadata.labels?.[managedBy] === manager)
  const unused = new Set(existing)
  const groups = backends.length > 0 ? backends : [{ports: [], members: []}]
  for (const {ports, members} of groups) {
    const own = existing.filter(
      (slice) => unused.has(slice) && (backends.length === 0 || isDeepStrictEqual(slice['ports'] ?? [], ports)),
    )
    const spare = own.length > 0 || ports.length === 0 ? own : [...unused].slice(0, 1)
    for (const slice of spare) unused.delete(slice)
    distribute(world, service, ports, members, spare)
  }
  for (const {metadata} of unused) world.api.delete(endpointSlices, metadata.name, namespace)
}

const managedBy = 'endpointslice.kubernetes.io/managed-by'
const manager = 'endpointslice-controller.k8s.io'

function distribute(
  world: World,
  service: ApiObject,
  ports: readonly Port[],
  members: readonly ApiObject[],
  slices: readonly ApiObject[],
): void {
  const {namespace} = service.metadata
  const waiting = new Map(members.map((pod) => [pod.metadata.uid ?? '', pod]))
  const filled = slices.map((slice) => {
    const before: readonly Endpoint[] = slice['endpoints'] ?? []
    const kept = before.flatMap(({targetRef: reference}) => {
      const pod = waiting.get(reference?.uid ?? '')
      waiting.delete(reference?.uid ?? '')
      return pod ? [pod] : []
    })
    return {slice, pods: kept}
  })
  const fresh = [...waiting.values()]
  for (const {pods: kept} of filled) kept.push(...fresh.splice(0, sliceSize - kept.length))
  for (const [index, {slice, pods: kept}] of filled.entries()) {
    if (kept.length === 0 && index > 0) world.api.delete(endpointSlices, slice.metadata.name, namespace)
    else rewrite(world, service, slice, ports, kept)
  }
  const isFirst = slices.length === 0
  do {
    if (!isFirst && fresh.length === 0) return
    createSlice(world, service, ports, fresh.splice(0, sliceSize))
  } while (fresh.length > 0)
}

function endpointOf(world: World, service: ApiObject, pod: ApiObject): Record<string, unknown> {
  const zone = world.api.get(nodes, pod.spec.nodeName ?? '')?.metadata.labels?.['topology.kubernetes.io/zone']
  const serving = service.spec.publishNotReadyAddresses === true || isReady(pod)
  return {
    addresses: [pod.status.podIP],
    conditions: {ready: isPublished(service, pod), serving, terminating: isTerminating(pod)},
    ...hostname(service, pod),
    nodeName: pod.spec.nodeName,
    targetRef: targetRef(pod),
    ...(zone ? {zone} : {}),
  }
}

function rewrite(
  world: World,
  service: ApiObject,
  slice: ApiObject,
  ports: readonly Port[],
  members: readonly ApiObject[],
): void {
  const body = {endpoints: members.map((pod) => endpointOf(world, service, pod)), ports}
  if (isDeepStrictEqual({endpoints: slice['endpoints'] ?? [], ports: slice['ports'] ?? []}, body)) return
  world.api.patch(endpointSlices, slice.metadata.name, slice.metadata.namespace, body)
}

function createSlice(world: World, service: ApiObject, ports: readonly Port[], members: readonly ApiObject[]): void {
  const {name, namespace} = service.metadata
  world.api.create(endpointSlices, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-${world.random.suffix(5)}`,
      ...(namespace === undefined ? {} : {namespace}),
      labels: {
        ...service.metadata.labels,
        'kubernetes.io/service-name': name,
        [managedBy]: manager,
        ...headless(service),
      },
      ownerReferences: [controlledBy(service)],
    },
    addressType: 'IPv4',
    endpoints: members.map((pod) => endpointOf(world, service, pod)),
    ports,
  })
}
