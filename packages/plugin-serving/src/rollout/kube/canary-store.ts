import {fields, number, text} from '@ome/capacity/fields'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {Canary, CanaryBackend, CanaryStore, Splitter} from '../domain/canary.ts'
import {gatewaySplit} from './gateway-split.ts'
import {nativeCanary} from './native-canary.ts'
import {ownerOf} from './objects.ts'
import {replicaSplit} from './replica-split.ts'
import {serverlessCanary} from './serverless-canary.ts'

const configMaps: ResourceRef = {group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true}
const nameOf = (service: string): string => `ome-canary-${service}`
const object = ({service, namespace}: Canary) => ({kind: 'configmap', name: nameOf(service), namespace})

const backends: Readonly<Record<Splitter, (kube: KubeClient) => CanaryBackend>> = {
  native: nativeCanary,
  serverless: serverlessCanary,
  gateway: gatewaySplit,
  replicas: replicaSplit,
}

/** Canaries are kept in a ConfigMap per service, which goes with it. */
export const canaryStore = (kube: KubeClient): CanaryStore => ({
  async find(namespace, service) {
    const found = await kube.get(configMaps, nameOf(service), {namespace})
    return found && canaryIn(found, service, namespace)
  },
  backend: (by) => backends[by](kube),
  write: (canary, isNew) => ({
    action: isNew ? 'create' : 'update',
    object: object(canary),
    reason: isNew
      ? 'tells everybody that a canary is under way, and what the service was before'
      : `the canary is ${canary.phase}, ${canary.percent} %`,
    write: {method: 'apply', resource: configMaps, body: recordOf(canary), force: true},
  }),
  forget: (canary) => ({
    action: 'delete',
    object: object(canary),
    reason: 'the canary is over',
    write: {method: 'delete', resource: configMaps, name: nameOf(canary.service), namespace: canary.namespace},
  }),
})

function recordOf(canary: Canary): KubeObject {
  const {service, namespace, uid: _, ...rest} = canary
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: nameOf(service),
      namespace,
      labels: {'ome.cli/kind': 'canary', 'ome.cli/service': service},
      ownerReferences: [ownerOf(canary)],
    },
    data: {canary: JSON.stringify(rest)},
  }
}

function canaryIn({metadata, data}: KubeObject, service: string, namespace: string): Canary | undefined {
  const stored = fields(JSON.parse(text(fields(data)['canary']) ?? '{}'))
  const by = (Object.keys(backends) as Splitter[]).find((name) => name === stored['by'])
  const phase = (['running', 'promoting', 'aborting'] as const).find((name) => name === stored['phase'])
  if (!by || !phase) return undefined
  const startedBy = text(stored['startedBy'])
  const movedFrom = text(stored['movedFrom'])
  return {
    service,
    namespace,
    uid: metadata.ownerReferences?.[0]?.uid ?? '',
    by,
    phase,
    percent: number(stored['percent']) ?? 0,
    replicas: number(stored['replicas']) ?? 1,
    target: fields(stored['target']),
    startedAt: text(stored['startedAt']) ?? '',
    ...(stored['stable'] === undefined ? {} : {stable: fields(stored['stable'])}),
    ...(startedBy === undefined ? {} : {startedBy}),
    ...(movedFrom === undefined ? {} : {movedFrom}),
  }
}
