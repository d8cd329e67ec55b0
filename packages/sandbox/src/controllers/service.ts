import {isDeepStrictEqual} from 'node:util'
import type {Admission, ApiObject, LocalApi} from '../api.ts'
import {controlledBy} from './ownership.ts'
import {isReady, isTerminating} from './pod-facts.ts'
import {keyOf, reconciler, splitKey} from './reconciler.ts'
import {endpointSlices, endpoints, pods, services} from './resources.ts'
import type {Controller, World} from './world.ts'

/** Gives a Service its cluster IP on the way in, as the API server's allocator does. */
export const serviceAddresses: Admission = {
  name: 'service-addresses',
  resources: [services],
  operations: ['CREATE', 'UPDATE'],
  mutate(service, _old, api) {
    const type = service.spec?.type ?? 'ClusterIP'
    if (type === 'ExternalName' || service.spec?.clusterIP) return undefined
    const clusterIP = freeAddress(api)
    const spec = {...service.spec, clusterIP, clusterIPs: [clusterIP]}
    if (type === 'NodePort' || type === 'LoadBalancer') spec.ports = withNodePorts(api, spec.ports ?? [])
    return {...service, spec}
  },
}

function freeAddress(api: LocalApi): string {
  const taken = new Set(api.list(services).map((service) => service.spec?.clusterIP))
  for (let index = 10; index < 65_000; index++) {
    const address = `10.96.${index >> 8}.${index & 255}`
    if (!taken.has(address)) return address
  }
  return '10.96.255.254'
}

interface ServicePort {
  name?: string
  port: number
  targetPort?: number | string
  protocol?: string
  nodePort?: number
  appProtocol?: string
}

function withNodePorts(api: LocalApi, ports: readonly ServicePort[]): ServicePort[] {
  const taken = new Set(
    api.list(services).flatMap((service) => (service.spec?.ports ?? []).map((port: ServicePort) => port.nodePort)),
  )
  let next = 30_000
  return ports.map((port) => {
    if (port.nodePort) return port
    while (taken.has(next)) next++
    taken.add(next)
    return {...port, nodePort: next}
  })
}

/** Endpoints and EndpointSlices of every Service with a selector, and an address for load balancers. */
export const serviceController: Controller = (world) =>
  reconciler(world, {
    name: 'endpoints-controller',
    sources: [
      {resource: services, keys: (object) => [keyOf(object)]},
      {resource: pods, keys: (pod, {previous}) => servicesOf(world, pod, previous)},
    ],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const service = world.api.get(services, name, namespace)
      if (!service || isTerminating(service)) return
      if (service.spec?.selector) publish(world, service)
      if (service.spec?.type === 'LoadBalancer') balance(world, service)
    },
  })

function servicesOf(world: World, pod: ApiObject, previous: ApiObject | undefined): string[] {
  return world.api
    .list(services, pod.metadata.namespace === undefined ? {} : {namespace: pod.metadata.namespace})
    .filter((service) => serves(service, pod) || (previous !== undefined && serves(service, previous)))
    .map(keyOf)
}

const serves = (service: ApiObject, pod: ApiObject): boolean => {
  const selector: Record<string, string> | undefined = service.spec?.selector
  return (
    selector !== undefined && Object.entries(selector).every(([key, value]) => pod.metadata.labels?.[key] === value)
  )
}

interface ContainerPort {
  name?: string
  containerPort: number
}

/** The number behind a Service's target port in one pod. */
export function targetPort(port: ServicePort, pod: ApiObject | undefined): number | undefined {
  const target = port.targetPort ?? port.port
  if (typeof target === 'number') return target
  const declared: ContainerPort[] = (pod?.spec.containers ?? []).flatMap(
    (container: {ports?: ContainerPort[]}) => container.ports ?? [],
  )
  return declared.find((candidate) => candidate.name === target)?.containerPort
}

function publish(world: World, service: ApiObject): void {
  const members = world.api
    .list(pods, {
      ...(service.metadata.namespace === undefined ? {} : {namespace: service.metadata.namespace}),
      labels: service.spec.selector,
    })
    .filter((pod) => pod.status?.podIP && !isFinal(pod))
    .sort((a, b) => a.metadata.name.localeCompare(b.metadata.name))
  const ports = (service.spec.ports ?? []).flatMap((port: ServicePort) => {
    const number = targetPort(port, members[0])
    if (number === undefined) return []
    return [{...(port.name ? {name: port.name} : {}), port: number, protocol: port.protocol ?? 'TCP'}]
  })
  writeEndpoints(world, service, members, ports)
  writeSlice(world, service, members, ports)
}

const isFinal = (pod: ApiObject): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'

const targetRef = (pod: ApiObject): Record<string, unknown> => ({
  kind: 'Pod',
  name: pod.metadata.name,
  namespace: pod.metadata.namespace,
  uid: pod.metadata.uid,
})

function writeEndpoints(world: World, service: ApiObject, members: readonly ApiObject[], ports: unknown[]): void {
  const address = (pod: ApiObject): unknown => ({
    ip: pod.status.podIP,
    nodeName: pod.spec.nodeName,
    targetRef: targetRef(pod),
  })
  const ready = members.filter((pod) => isReady(pod) && !isTerminating(pod)).map(address)
  const waiting = members.filter((pod) => !isReady(pod) && !isTerminating(pod)).map(address)
  const subset = {
    ...(ready.length > 0 ? {addresses: ready} : {}),
    ...(waiting.length > 0 ? {notReadyAddresses: waiting} : {}),
    ports,
  }
  const subsets = ready.length + waiting.length > 0 ? [subset] : []
  const {name, namespace} = service.metadata
  const current = world.api.get(endpoints, name, namespace)
  if (current && isDeepStrictEqual(current['subsets'] ?? [], subsets)) return
  if (current) world.api.patch(endpoints, name, namespace, {subsets})
  else {
    const labels = {...service.metadata.labels, 'endpoints.kubernetes.io/managed-by': 'endpoint-controller'}
    const metadata = {
      name,
      ...(namespace === undefined ? {} : {namespace}),
      labels,
      ownerReferences: [controlledBy(service)],
    }
    world.api.create(endpoints, {apiVersion: 'v1', kind: 'Endpoints', metadata, subsets})
  }
}

function writeSlice(world: World, service: ApiObject, members: readonly ApiObject[], ports: unknown[]): void {
  const {name, namespace} = service.metadata
  const body = {
    addressType: 'IPv4',
    endpoints: members.map((pod) => ({
      addresses: [pod.status.podIP],
      conditions: {
        ready: isReady(pod) && !isTerminating(pod),
        serving: isReady(pod),
        terminating: isTerminating(pod),
      },
      nodeName: pod.spec.nodeName,
      targetRef: targetRef(pod),
    })),
    ports,
  }
  const labels = {
    ...service.metadata.labels,
    'kubernetes.io/service-name': name,
    'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
  }
  const existing = world.api
    .list(endpointSlices, {
      ...(namespace === undefined ? {} : {namespace}),
      labels: {'kubernetes.io/service-name': name},
    })
    .find((slice) => !isTerminating(slice))
  if (!existing) {
    const metadata = {
      name: `${name}-${world.random.suffix(5)}`,
      ...(namespace === undefined ? {} : {namespace}),
      labels,
      ownerReferences: [controlledBy(service)],
    }
    world.api.create(endpointSlices, {apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, ...body})
  } else if (
    !isDeepStrictEqual({endpoints: existing['endpoints'], ports: existing['ports']}, {endpoints: body.endpoints, ports})
  ) {
    world.api.patch(endpointSlices, existing.metadata.name, namespace, body)
  }
}

function balance(world: World, service: ApiObject): void {
  if (service.status?.loadBalancer?.ingress?.length) return
  const last = String(service.spec.clusterIP ?? '')
    .split('.')
    .slice(2)
    .join('.')
  const status = {loadBalancer: {ingress: [{ip: `203.0.${last}`, ipMode: 'VIP'}]}}
  world.api.patch(services, service.metadata.name, service.metadata.namespace, {status}, 'status')
}
