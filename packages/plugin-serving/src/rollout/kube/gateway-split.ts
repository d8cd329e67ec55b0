import {at, fields, list, number, text} from '@ome/capacity/fields'
import {inferenceServices} from '@ome/kinds/ome'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {Change} from '@ome/sdk/plan'
import {isSame} from '../../domain/field-edit.ts'
import {type Canary, type CanaryBackend, canaryName, routeName} from '../domain/canary.ts'
import {holds, ownerOf, serviceOf} from './objects.ts'
import {entryComponent, portOf, removals, secondService, takeOver} from './second-service.ts'

const coreServices: ResourceRef = {group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true}
const configMaps: ResourceRef = {group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true}
const group = 'gateway.networking.k8s.io'

/** A second service, and a route of the Gateway API that weighs the Services of both. */
export const gatewaySplit = (kube: KubeClient): CanaryBackend => ({
  explain: ({service, percent}) => [
    `split by the gateway: HTTPRoute ${routeName(service)} weighs Services ${service} and ${canaryName(service)}; only requests through the gateway are split, those inside the cluster all reach ${service}`,
    `until ${canaryName(service)} is ready, its ${percent} % of the gateway's requests fail`,
  ],
  async state(canary) {
    const live = await serviceOf(kube, canary)
    const {service, namespace} = canary
    const routes = await routeKind(kube, canary)
    const [route, second] = await Promise.all([
      kube.get(routes, routeName(service), {namespace}),
      kube.get(inferenceServices, canaryName(service), {namespace}),
    ])
    const percent = route && weightOf(route, canary)
    return {
      holds: holds(live, canary),
      ...(percent === undefined ? {} : {percent}),
      measured: `weights of HTTPRoute ${routeName(service)}; only requests through the gateway`,
      missing: [
        ...(second ? [] : [`inferenceservice/${canaryName(service)}`]),
        ...(route ? [] : [`httproute/${routeName(service)}`]),
      ],
    }
  },
  async bring(canary) {
    const routes = await routeKind(kube, canary)
    const live = await serviceOf(kube, canary)
    return [...(await secondService(kube, live, canary)), ...(await routeChange(kube, routes, live, canary))]
  },
  promote: async (canary) => takeOver(await serviceOf(kube, canary), canary),
  abort: (canary) => clear(kube, canary),
  finish: (canary) => clear(kube, canary),
})

async function clear(kube: KubeClient, canary: Canary): Promise<readonly Change[]> {
  const {service, namespace} = canary
  return await removals(kube, namespace, [
    {resource: await routeKind(kube, canary), name: routeName(service), reason: 'requests are split no more'},
    {resource: inferenceServices, name: canaryName(service), reason: 'the pods of the canary end'},
  ])
}

async function routeKind(kube: KubeClient, {service}: Canary): Promise<ResourceRef> {
  const found = await kube.resolve(`httproutes.${group}`)
  if (found) return found
  throw new OmeError(
    'failed',
    `the cluster has no Gateway API, which would split the requests of service "${service}" by share`,
    ['split them by the number of replicas instead: --split-by replicas'],
  )
}

const weightOf = (route: KubeObject, {service}: Canary): number | undefined => {
  const backends = list(at(list(at(route, 'spec', 'rules'))[0], 'backendRefs'))
  const weights = backends.map((backend) => number(at(backend, 'weight')) ?? 1)
  const canary = backends.findIndex((backend) => text(at(backend, 'name'))?.startsWith(canaryName(service)))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return canary < 0 || sum === 0 ? undefined : Math.round((100 * (weights[canary] ?? 0)) / sum)
}

async function routeChange(
  kube: KubeClient,
  routes: ResourceRef,
  live: KubeObject,
  canary: Canary,
): Promise<readonly Change[]> {
  const {service, namespace, percent} = canary
  const settings = await ingressSettings(kube)
  const entry = settings.isOwn ? `-${entryComponent(live)}` : ''
  const names = [`${service}${entry}`, `${canaryName(service)}${entry}`] as const
  const [route, target] = await Promise.all([
    kube.get(routes, routeName(service), {namespace}),
    kube.get(coreServices, names[0], {namespace}),
  ])
  const port = portOf(target)
  const weights = [100 - percent, percent] as const
  const spec = {
    parentRefs: [{group, kind: 'Gateway', name: settings.gateway, namespace: settings.gatewayNamespace}],
    hostnames: [settings.host(service, namespace)],
    rules: [
      {
        // The longer path goes before a route of OME's own for all paths of this host.
        matches: ['/v1', '/'].map((value) => ({path: {type: 'PathPrefix', value}})),
        backendRefs: names.map((name, index) => ({name, port, weight: weights[index]})),
      },
    ],
  }
  const before = route && weightOf(route, canary)
  if (route && before === percent && isSame(hostsOf(route), spec.hostnames)) return []
  const metadata = {
    name: routeName(service),
    namespace,
    labels: {'ome.cli/canary-of': service},
    ownerReferences: [ownerOf(canary)],
  }
  const body: KubeObject = {apiVersion: `${group}/${routes.version}`, kind: 'HTTPRoute', metadata, spec}
  return [
    {
      action: route ? 'update' : 'create',
      object: {kind: 'httproute', name: routeName(service), namespace},
      reason: `${weights[0]} to ${names[0]}, ${weights[1]} to ${names[1]}, for ${spec.hostnames[0]}`,
      ...(before === undefined ? {} : {fields: [{path: 'spec.rules[0].weight', from: before, to: percent}]}),
      write: {method: 'apply', resource: routes, body, force: true},
    },
  ]
}

const hostsOf = (route: KubeObject): unknown => at(route, 'spec', 'hostnames')

interface IngressSettings {
  readonly gateway: string
  readonly gatewayNamespace: string
  /** OME makes routes of its own; then it makes no Service of the service's name. */
  readonly isOwn: boolean
  host(service: string, namespace: string): string
}

/** How OME lets requests in, as its own settings say. Source: keys of `inferenceservice-config`, `ingress`. */
async function ingressSettings(kube: KubeClient): Promise<IngressSettings> {
  const found = await kube.get(configMaps, 'inferenceservice-config', {namespace: 'ome'})
  const stored = text(fields(found?.['data'])['ingress'])
  const ingress = fields(stored === undefined ? {} : JSON.parse(stored))
  const [gatewayNamespace = '', gateway = ''] = (text(ingress['omeIngressGateway']) ?? '').split('/')
  if (gateway === '') {
    throw new OmeError('failed', 'the settings of OME name no gateway that could split requests', [
      'see them: kubectl get configmap inferenceservice-config -n ome -o yaml',
      'split them by the number of replicas instead: --split-by replicas',
    ])
  }
  const template = text(ingress['domainTemplate']) ?? '{{ .Name }}.{{ .Namespace }}.{{ .IngressDomain }}'
  const domain = text(ingress['ingressDomain']) ?? 'svc.cluster.local'
  return {
    gateway,
    gatewayNamespace,
    isOwn: ingress['disableIngressCreation'] === false,
    host: (service, namespace) =>
      Object.entries({Name: service, Namespace: namespace, IngressDomain: domain}).reduce(
        (host, [key, value]) => host.replaceAll(new RegExp(`\\{\\{\\s*\\.${key}\\s*\\}\\}`, 'g'), value),
        template,
      ),
  }
}
