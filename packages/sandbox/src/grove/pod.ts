import type {ApiObject} from '../api.ts'
import {controlledBy} from '../controllers/ownership.ts'
import type {World} from '../controllers/world.ts'
import type {ContainerSpec} from '../kubelet/workload.ts'
import {annotation, label, replicaName, schedulingGate, serviceAddress} from './names.ts'
import {kaiScheduler} from './resources.ts'
import {initContainerImage} from './settings.ts'
import {groupOfClique, indexIn, membersOf, type PodSpec, type SetTemplate, setNameOf, templateOf} from './template.ts'

export const initContainerName = 'grove-initc'

/** One pod of a clique, gated until its gang lists it. */
export function buildPod(world: World, set: ApiObject, clique: ApiObject, index: number): ApiObject {
  const {name, namespace = 'default'} = clique.metadata
  const gang = clique.metadata.labels?.[label.gang] ?? ''
  const spec: PodSpec = structuredClone(clique['spec'].podSpec)
  const isKai = spec.schedulerName === kaiScheduler
  const queue = set.metadata.labels?.[label.queue]
  const priority = templateOf(set).priorityClassName
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-${world.random.suffix(5)}`,
      generateName: `${name}-`,
      namespace,
      labels: {
        ...clique.metadata.labels,
        [label.clique]: name,
        [label.podIndex]: String(index),
        ...(isKai ? {[label.subGroup]: name, ...(queue === undefined ? {} : {[label.queue]: queue})} : {}),
      },
      annotations: {
        ...clique.metadata.annotations,
        ...(isKai ? {[annotation.skipPodGrouper]: 'true', [annotation.podGroup]: gang} : {}),
      },
      ownerReferences: [controlledBy(clique)],
    },
    spec: {
      ...withStartupOrder(world, set, clique, withEnvironment(set, clique, spec)),
      ...(priority === undefined ? {} : {priorityClassName: priority}),
      hostname: `${name}-${index}`,
      subdomain: replicaName(setNameOf(clique), indexIn(clique, label.setReplica)),
      schedulingGates: [{name: schedulingGate}],
    },
  }
}

function withEnvironment(set: ApiObject, clique: ApiObject, spec: PodSpec): PodSpec {
  const entries = environment(set, clique)
  const filled = (container: ContainerSpec): ContainerSpec => ({
    ...container,
    env: [...entries, ...(container.env ?? [])],
  })
  return {
    ...spec,
    containers: (spec.containers ?? []).map(filled),
    ...(spec.initContainers ? {initContainers: spec.initContainers.map(filled)} : {}),
  }
}

type EnvEntry = NonNullable<ContainerSpec['env']>[number]

const fromLabel = (name: string, key: string): EnvEntry => ({
  name,
  valueFrom: {fieldRef: {fieldPath: `metadata.labels['${key}']`}},
})

function environment(set: ApiObject, clique: ApiObject): EnvEntry[] {
  const {name, namespace = 'default'} = clique.metadata
  const replica = indexIn(clique, label.setReplica)
  const common: EnvEntry[] = [
    {name: 'GROVE_PCS_NAME', value: set.metadata.name},
    {name: 'GROVE_PCS_INDEX', value: String(replica)},
    {name: 'GROVE_PCLQ_NAME', value: name},
    {name: 'GROVE_HEADLESS_SERVICE', value: serviceAddress(set.metadata.name, replica, namespace)},
    fromLabel('GROVE_PCLQ_POD_INDEX', label.podIndex),
  ]
  if (clique.metadata.labels?.[label.group] === undefined) return common
  return [
    ...common,
    fromLabel('GROVE_PCSG_NAME', label.group),
    fromLabel('GROVE_PCSG_INDEX', label.groupReplica),
    {name: 'GROVE_PCSG_TEMPLATE_NUM_PODS', value: String(podsPerReplica(templateOf(set), clique))},
  ]
}

function podsPerReplica(template: SetTemplate, clique: ApiObject): number {
  const names = template.cliques.map((one) => one.name)
  const own = names.find((one) => cliqueTemplateName(clique) === one) ?? ''
  const group = groupOfClique(template, own)
  return group ? membersOf(template, group).reduce((sum, member) => sum + member.spec.replicas, 0) : 0
}

/** The name that a clique has in its set's template: its own without the prefix of its set or scaling group. */
export function cliqueTemplateName({metadata: {name, labels = {}}}: ApiObject): string {
  const group = labels[label.group]
  const prefix =
    group === undefined
      ? `${labels[label.partOf]}-${labels[label.setReplica]}-`
      : `${group}-${labels[label.groupReplica]}-`
  return name.startsWith(prefix) ? name.slice(prefix.length) : name
}

/** Where cliques wait for others, a container that ends when enough pods of each are ready. */
function withStartupOrder(world: World, set: ApiObject, clique: ApiObject, spec: PodSpec): PodSpec {
  const parents: readonly string[] = clique['spec'].startsAfter ?? []
  if (parents.length === 0) return spec
  const init = {
    name: initContainerName,
    image: initContainerImage(world.api),
    args: parents.map((parent) => `--podcliques=${parent}:${minimumOf(set, parent)}`),
    volumeMounts: [
      {name: 'pod-info-vol', mountPath: '/var/grove/pod-info', readOnly: true},
      {name: 'sa-token-secret-vol', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true},
    ],
  }
  const field = (path: string, fieldPath: string): unknown => ({path, fieldRef: {fieldPath}})
  const items = [field('namespace', 'metadata.namespace'), field('podgangname', `metadata.labels['${label.gang}']`)]
  return {
    ...spec,
    initContainers: [...(spec.initContainers ?? []), init],
    volumes: [
      ...(spec.volumes ?? []),
      {name: 'pod-info-vol', downwardAPI: {items}},
      {name: 'sa-token-secret-vol', secret: {secretName: `${set.metadata.name}-ic-sat`}},
    ],
  }
}

/** A clique's template is found by the end of its name, as the operator finds it. */
function minimumOf(set: ApiObject, parent: string): number {
  const found = templateOf(set).cliques.find(({name}) => parent.endsWith(`-${name}`))
  return found?.spec.minAvailable ?? found?.spec.replicas ?? 1
}
