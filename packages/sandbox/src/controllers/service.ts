import type {Admission, ApiObject, LocalApi} from '../api.ts'
import {publish} from './endpoints.ts'
import {isReady, isTerminating} from './pod-facts.ts'
import {keyOf, reconciler, splitKey} from './reconciler.ts'
import {endpoints, pods, services} from './resources.ts'
import type {ServicePort} from './service-ports.ts'
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
      {
        resource: pods,
        keys: (pod, {type, previous}) =>
          type === 'MODIFIED' && previous && isSameBackend(previous, pod) ? [] : servicesOf(world, pod, previous),
      },
    ],
    paceMs(key) {
      const {namespace, name} = splitKey(key)
      const subsets: {addresses?: unknown[]}[] = world.api.get(endpoints, name, namespace)?.['subsets'] ?? []
      return subsets.reduce((sum, {addresses = []}) => sum + addresses.length, 0) > manyPods ? paceMs : 0
    },
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const service = world.api.get(services, name, namespace)
      if (!service || isTerminating(service)) return
      if (service.spec?.selector) publish(world, service)
      if (service.spec?.type === 'LoadBalancer') balance(world, service)
    },
  })

/** What many pods cost to list is paid a few times a second instead of for each change. */
const manyPods = 50
const paceMs = 250

const isSameBackend = (before: ApiObject, after: ApiObject): boolean =>
  before.metadata.labels === after.metadata.labels &&
  before.metadata.deletionTimestamp === after.metadata.deletionTimestamp &&
  before.status?.podIP === after.status?.podIP &&
  before.status?.phase === after.status?.phase &&
  isReady(before) === isReady(after)

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

const documentationNetworks = ['203.0.113', '198.51.100', '192.0.2']

/** An address of the networks that are kept for documentation, one that no other Service has. */
function balance(world: World, service: ApiObject): void {
  if (service.status?.loadBalancer?.ingress?.length || service.spec.loadBalancerClass) return
  const taken = new Set(
    world.api
      .list(services)
      .flatMap((other): {ip?: string}[] => other.status?.loadBalancer?.ingress ?? [])
      .map(({ip}) => ip),
  )
  const all = documentationNetworks.flatMap((network) =>
    Array.from({length: 254}, (_, last) => `${network}.${last + 1}`),
  )
  const ip = service.spec.loadBalancerIP ?? all.find((address) => !taken.has(address))
  if (ip === undefined) return
  const source = 'service-controller'
  world.api.event(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer', source)
  const status = {loadBalancer: {ingress: [{ip, ipMode: 'VIP'}]}}
  world.api.patch(services, service.metadata.name, service.metadata.namespace, {status}, 'status')
  world.api.event(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer', source)
}
