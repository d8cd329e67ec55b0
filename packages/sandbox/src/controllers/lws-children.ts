import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {annotation, groupKey, label} from './lws-names.ts'
import {controlledBy, isControlledBy} from './ownership.ts'
import type {PodTemplate} from './pod-template.ts'
import {services, statefulSets} from './resources.ts'
import type {World} from './world.ts'

export const source = 'leaderworkerset'

/** The parts of a LeaderWorkerSet that a revision keeps. */
export interface Template {
  readonly leaderTemplate?: PodTemplate
  readonly workerTemplate: PodTemplate
  readonly size?: number
  readonly volumeClaimTemplates?: unknown
  readonly persistentVolumeClaimRetentionPolicy?: unknown
}

/** Pods of one group, the leader among them. */
export const sizeOf = (template: Template): number => template.size ?? 1

const isShared = (set: ApiObject): boolean => set.spec.networkConfig?.subdomainPolicy !== 'UniquePerReplica'

const inNamespace = ({metadata}: ApiObject): {namespace?: string} =>
  metadata.namespace === undefined ? {} : {namespace: metadata.namespace}

/** A Service without address, by which the pods of a set, or of one group, find each other. */
export function ensureService(world: World, set: ApiObject, name: string, selector: Record<string, string>): void {
  if (world.api.get(services, name, set.metadata.namespace)) return
  world.api.create(services, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name, ...inNamespace(set), ownerReferences: [controlledBy(set)]},
    spec: {clusterIP: 'None', selector, publishNotReadyAddresses: true},
  })
}

function podTemplate(template: PodTemplate, labels: Record<string, string>, annotations: Record<string, string>) {
  return {
    ...template,
    metadata: {
      ...template.metadata,
      labels: {...template.metadata?.labels, ...labels},
      annotations: {...template.metadata?.annotations, ...annotations},
    },
  }
}

const topologyOf = (set: ApiObject): Record<string, string> => {
  const topology = set.metadata.annotations?.[annotation.topology]
  return topology === undefined ? {} : {[annotation.topology]: topology}
}

interface Leaders {
  readonly set: ApiObject
  readonly template: Template
  readonly revision: string
  readonly partition: number
  readonly maxUnavailable: number
}

/** The StatefulSet of the leaders, one for each group. */
export function ensureLeaders(world: World, {set, template, revision, partition, maxUnavailable}: Leaders): void {
  const {name, namespace} = set.metadata
  const labels = {[label.name]: name, [label.workerIndex]: '0'}
  const replicas: number = set.spec.replicas ?? 1
  const wanted = {
    metadata: {
      labels: {[label.name]: name, [label.revision]: revision},
      annotations: {[annotation.replicas]: String(replicas)},
    },
    spec: {
      replicas,
      template: podTemplate(
        template.leaderTemplate ?? template.workerTemplate,
        {...labels, [label.revision]: revision},
        {[annotation.size]: String(sizeOf(template)), ...topologyOf(set)},
      ),
      updateStrategy: {type: 'RollingUpdate', rollingUpdate: {partition, maxUnavailable}},
    },
  }
  const current = world.api.get(statefulSets, name, namespace)
  if (!current) {
    world.api.create(statefulSets, {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: {name, ...inNamespace(set), ...wanted.metadata, ownerReferences: [controlledBy(set)]},
      spec: {
        ...wanted.spec,
        podManagementPolicy: 'Parallel',
        serviceName: isShared(set) ? name : '',
        selector: {matchLabels: labels},
        ...(template.volumeClaimTemplates ? {volumeClaimTemplates: template.volumeClaimTemplates} : {}),
      },
    })
    world.api.event(set, 'Normal', 'GroupsProgressing', `Created leader statefulset ${name}`, source)
    return
  }
  const isSame =
    current.spec.replicas === replicas &&
    isDeepStrictEqual(current.spec.updateStrategy, wanted.spec.updateStrategy) &&
    current.metadata.labels?.[label.revision] === revision
  if (isSame || !isControlledBy(current, set)) return
  const isNew = current.metadata.labels?.[label.revision] !== revision
  const spec = isNew ? wanted.spec : {replicas, updateStrategy: wanted.spec.updateStrategy}
  if (isNew)
    world.api.update(statefulSets, {
      ...current,
      metadata: {...current.metadata, ...wanted.metadata},
      spec: {...current.spec, ...spec},
    })
  else world.api.patch(statefulSets, name, namespace, {metadata: wanted.metadata, spec})
}

/** The StatefulSet of a leader's workers, numbered from 1; it goes with the leader. */
export function ensureWorkers(world: World, set: ApiObject, leader: ApiObject, template: Template): void {
  const {name, namespace, labels = {}} = leader.metadata
  if (sizeOf(template) <= 1 || world.api.get(statefulSets, name, namespace)) return
  const own = {
    [label.name]: set.metadata.name,
    [label.groupIndex]: labels[label.groupIndex] ?? '0',
    [label.groupKey]: groupKey(namespace, name),
  }
  const revision = {[label.revision]: labels[label.revision] ?? ''}
  if (!isShared(set)) ensureService(world, set, name, own)
  world.api.create(statefulSets, {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {
      name,
      ...inNamespace(set),
      labels: {...own, ...revision},
      ownerReferences: [controlledBy({...leader, apiVersion: 'v1', kind: 'Pod'})],
    },
    spec: {
      replicas: sizeOf(template) - 1,
      ordinals: {start: 1},
      podManagementPolicy: 'Parallel',
      serviceName: isShared(set) ? set.metadata.name : name,
      selector: {matchLabels: own},
      template: podTemplate(
        template.workerTemplate,
        {...own, ...revision},
        {[annotation.size]: String(sizeOf(template)), [annotation.leader]: name, ...topologyOf(set)},
      ),
      ...(template.volumeClaimTemplates ? {volumeClaimTemplates: template.volumeClaimTemplates} : {}),
    },
  })
}
