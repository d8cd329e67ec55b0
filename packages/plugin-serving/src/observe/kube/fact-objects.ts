import {at, fields, list, number, text, textMap} from '@ome/capacity/fields'
import {parseQuantity} from '@ome/capacity/quantity'
import {detectGeneration} from '@ome/inference-model/generation'
import type {Service} from '@ome/inference-model/service'
import {toCondition} from '@ome/inference-model/service-component'
import type {KubeObject, Resource} from '@ome/sdk/kube'
import type {Claim, Quota, Route, Scaler, ServiceFacts, StackWorkload, Warning} from '../domain/facts.ts'

/** Events about the service, what it owns, its model, and nodes; oldest first. */
export function warningsOf(service: Service, events: readonly KubeObject[]): readonly Warning[] {
  const own = ownObjects(service)
  const all = events.map(toWarning).filter(({object}) => own(object))
  const each = new Map(all.map((warning) => [`${warning.object} ${warning.reason} ${warning.message}`, warning]))
  return [...each.values()].sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? -1 : 1))
}

function ownObjects({name, pods, model}: Service): (object: string) => boolean {
  const current = new Set(pods.map((pod) => `pod/${pod.name}`))
  const parts = '(?:engine|decoder|router|predictor)'
  // A ReplicaSet adds one word to the component's name, an autoscaler or group of nodes stands before it.
  const child = new RegExp(`^(?!pod/)[a-z]+/(?:lws-|scaledobject-)?${name}(?:-${parts}(?:-[a-z0-9]{1,12})?)?$`)
  return (object) =>
    object === `inferenceservice/${name}` ||
    current.has(object) ||
    object.startsWith('node/') ||
    child.test(object) ||
    (model !== undefined && (object === `basemodel/${model.name}` || object === `clusterbasemodel/${model.name}`))
}

function toWarning(event: KubeObject): Warning {
  const {involvedObject, series} = event
  const seen =
    text(at(series, 'lastObservedTime')) ??
    text(event['lastTimestamp']) ??
    text(event['eventTime']) ??
    event.metadata.creationTimestamp
  return {
    object: `${(text(at(involvedObject, 'kind')) ?? '').toLowerCase()}/${text(at(involvedObject, 'name')) ?? ''}`,
    reason: text(event['reason']) ?? '',
    message: text(event['message'])?.trim() ?? '',
    ...(seen !== undefined && {at: seen}),
    count: number(at(series, 'count')) ?? number(event['count']) ?? 1,
  }
}

export function controllerOf(deployments: readonly KubeObject[]): StackWorkload | 'missing' {
  const [found] = deployments
  if (!found) return 'missing'
  return {
    object: `deployment/${found.metadata.name}`,
    namespace: found.metadata.namespace ?? '',
    ready: number(at(found, 'status', 'readyReplicas')) ?? 0,
    wanted: number(at(found, 'spec', 'replicas')) ?? 1,
  }
}

export function generationOf(
  resources: readonly Resource[],
  controllers: readonly KubeObject[] | undefined,
): Pick<ServiceFacts, 'generation'> {
  const plurals = resources.filter(({group}) => group === 'ome.io').map(({plural}) => plural)
  const controllerImage = text(at(list(at(controllers?.[0], 'spec', 'template', 'spec', 'containers'))[0], 'image'))
  const generation = detectGeneration({plurals, ...(controllerImage !== undefined && {controllerImage})})
  return generation ? {generation} : {}
}

export const readyEndpoints = (slices: readonly KubeObject[]): number =>
  slices
    .flatMap((slice) => list(slice['endpoints']))
    .filter((endpoint) => at(endpoint, 'conditions', 'ready') !== false).length

/** The autoscalers of the service's workloads; KEDA makes an HPA of its own, which is told as one. */
export function scalersOf({components}: Service, objects: readonly KubeObject[]): readonly Scaler[] {
  const targets = new Set(components.flatMap(({workload}) => workload?.name ?? []))
  return objects
    .map((object) => ({object, target: text(at(object, 'spec', 'scaleTargetRef', 'name')) ?? ''}))
    .filter(({target}) => targets.has(target))
    .map(({object: {kind, metadata, ...object}, target}) => {
      const {minReplicas, minReplicaCount, maxReplicas, maxReplicaCount} = fields(object['spec'])
      const current = number(at(object['status'], 'currentReplicas'))
      return {
        object: `${kind.toLowerCase()}/${metadata.name}`,
        target,
        conditions: list(at(object['status'], 'conditions')).map(toCondition),
        min: number(minReplicas) ?? number(minReplicaCount) ?? 1,
        max: number(maxReplicas) ?? number(maxReplicaCount) ?? 1,
        ...(current !== undefined && {current}),
      }
    })
}

/** Routes that lead to the service's own address or to that of its canary. */
export function routesOf({name}: Service, routes: readonly KubeObject[]): readonly Route[] {
  return routes.flatMap((route) => {
    const shares = list(at(route, 'spec', 'rules')).flatMap((rule) =>
      list(at(rule, 'backendRefs')).map((backend) => ({
        to: text(at(backend, 'name')) ?? '',
        weight: number(at(backend, 'weight')) ?? 1,
      })),
    )
    if (!shares.some(({to}) => to === name || to.startsWith(`${name}-`))) return []
    const conditions = list(at(route, 'status', 'parents')).flatMap((parent) =>
      list(at(parent, 'conditions')).map(toCondition),
    )
    return [{object: `httproute/${route.metadata.name}`, conditions, shares}]
  })
}

/** The claims that pods mount, those that do not exist as `Missing`. */
export function claimsOf({pods}: Service, objects: readonly KubeObject[]): readonly Claim[] {
  const mounted = [...new Set(pods.flatMap(({claims = []}) => claims))]
  return mounted.map((name) => {
    const found = objects.find(({metadata}) => metadata.name === name)
    const storageClass = text(at(found, 'spec', 'storageClassName'))
    return {
      name,
      phase: found ? (text(at(found, 'status', 'phase')) ?? 'Pending') : 'Missing',
      ...(storageClass !== undefined && {storageClass}),
    }
  })
}

export function quotaOf(quota: KubeObject): Quota {
  const used = textMap(at(quota, 'status', 'used'))
  const full = Object.entries(textMap(at(quota, 'status', 'hard')))
    .filter(([key, hard]) => (parseQuantity(used[key]) ?? 0) >= (parseQuantity(hard) ?? Number.POSITIVE_INFINITY))
    .map(([key, hard]) => `${key} ${used[key]} of ${hard}`)
  return {name: quota.metadata.name, full}
}
