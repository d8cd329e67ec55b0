import {type Lists, readLists, rightOf, type Source} from '@ome/inference-model/lists'
import {toNode, usedGpus} from '@ome/inference-model/node'
import {toRuntime} from '@ome/inference-model/runtime'
import type {Service} from '@ome/inference-model/service'
import {clusterServingRuntimes, servingRuntimes} from '@ome/kinds/ome'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {FactSource, Part} from '../domain/fact-source.ts'
import type {ServiceFacts} from '../domain/facts.ts'
import {
  claimsOf,
  controllerOf,
  generationOf,
  quotaOf,
  readyEndpoints,
  routesOf,
  scalersOf,
  warningsOf,
} from './fact-objects.ts'

const named = (group: string, version: string, plural: string, namespaced = true): ResourceRef => ({
  group,
  version,
  plural,
  namespaced,
})
const slices = named('discovery.k8s.io', 'v1', 'endpointslices')
const optional = {
  scaledobjects: named('keda.sh', 'v1alpha1', 'scaledobjects'),
  httproutes: named('gateway.networking.k8s.io', 'v1', 'httproutes'),
} as const
type OptionalKind = keyof typeof optional

/** A list to read and what it tells; it tells nothing where it could not be read. */
interface Wanted {
  readonly part: Part
  readonly key: string
  readonly source: Source
}

export const factSource = (kube: KubeClient): FactSource => ({
  async read(service, parts) {
    const served = await servedKinds(kube, parts)
    const wanted = wantedFor(service, served).filter(({part}) => parts.has(part))
    const lists = await readLists(
      kube,
      wanted.map(({source}) => source),
    )
    const found = byKey(wanted, lists)
    return {
      facts: {
        ...factsOf(service, found, served),
        ...(parts.has('stack') && generationOf(await kube.resources(), found['controllers'])),
      },
      unread: wanted.flatMap(({part, source}, index) => {
        const right = rightOf(source)
        return !lists.readable[index] && lists.unreadable.includes(right) ? [{part, right}] : []
      }),
    }
  },
})

/** Discovery is cached: asking costs no request in most runs. */
async function servedKinds(kube: KubeClient, parts: ReadonlySet<Part>): Promise<ReadonlySet<string> | undefined> {
  if (!parts.has('scalers') && !parts.has('traffic')) return undefined
  const all = Object.entries(optional)
  const found = await Promise.all(all.map(([plural, {group}]) => kube.resolve(`${plural}.${group}`)))
  return new Set(all.flatMap(([plural], index) => (found[index] ? [plural] : [])))
}

function wantedFor({namespace, name}: Service, served: ReadonlySet<string> | undefined): readonly Wanted[] {
  const here = {namespace}
  const list = (part: Part, key: string, resource: ResourceRef, options: Source['options'] = {}): Wanted => ({
    part,
    key,
    source: {resource, options},
  })
  const ifServed = (part: Part, plural: OptionalKind): readonly Wanted[] =>
    served?.has(plural) ? [list(part, plural, optional[plural], here)] : []
  return [
    list('warnings', 'warnings', named('', 'v1', 'events'), {...here, fieldSelector: 'type=Warning'}),
    list('losses', 'nodeEvents', named('', 'v1', 'events'), {
      namespace: 'default',
      fieldSelector: 'involvedObject.kind=Node',
    }),
    list('machines', 'nodes', named('', 'v1', 'nodes', false)),
    list('machines', 'pods', named('', 'v1', 'pods')),
    list('runtimes', 'servingRuntimes', servingRuntimes, here),
    list('runtimes', 'clusterServingRuntimes', clusterServingRuntimes),
    list('stack', 'controllers', named('apps', 'v1', 'deployments'), {
      labelSelector: 'control-plane=ome-controller-manager',
    }),
    list('stack', 'webhook', slices, {labelSelector: 'kubernetes.io/service-name=ome-webhook-server-service'}),
    list('scalers', 'autoscalers', named('autoscaling', 'v2', 'horizontalpodautoscalers'), here),
    ...ifServed('scalers', 'scaledobjects'),
    list('traffic', 'endpoints', slices, {...here, labelSelector: `kubernetes.io/service-name=${name}`}),
    ...ifServed('traffic', 'httproutes'),
    list('claims', 'claims', named('', 'v1', 'persistentvolumeclaims'), here),
    list('quotas', 'quotas', named('', 'v1', 'resourcequotas'), here),
  ]
}

type Found = Readonly<Record<string, readonly KubeObject[] | undefined>>

const byKey = (wanted: readonly Wanted[], {lists, readable}: Lists): Found =>
  Object.fromEntries(wanted.map(({key}, index) => [key, readable[index] ? lists[index] : undefined]))

function factsOf(service: Service, found: Found, served: ReadonlySet<string> | undefined): Partial<ServiceFacts> {
  const {
    nodes,
    pods,
    controllers,
    webhook,
    endpoints,
    claims,
    quotas,
    servingRuntimes: own,
    clusterServingRuntimes: wide,
  } = found
  const runtimes = wide && [...(own ?? []), ...wide].map(toRuntime)
  const {warnings, nodeEvents, autoscalers, scaledobjects, httproutes} = found
  return {
    ...(served && {served}),
    ...(warnings && {warnings: warningsOf(service, [...warnings, ...(nodeEvents ?? [])])}),
    ...(nodes && {nodes: nodes.map(toNode)}),
    ...(pods && {used: usedGpus(pods)}),
    ...(runtimes && {runtimes}),
    ...(controllers && {controller: controllerOf(controllers)}),
    ...(webhook && {webhookEndpoints: readyEndpoints(webhook)}),
    ...(autoscalers && {scalers: scalersOf(service, [...autoscalers, ...(scaledobjects ?? [])])}),
    ...(endpoints && {endpoints: readyEndpoints(endpoints)}),
    ...(httproutes && {routes: routesOf(service, httproutes)}),
    ...(claims && {claims: claimsOf(service, claims)}),
    ...(quotas && {quotas: quotas.map(quotaOf)}),
  }
}
