import {at, fields, list, number, text} from '@ome/capacity/fields'
import {parseQuantity} from '@ome/capacity/quantity'
import {type Accelerator, toAccelerators} from '@ome/inference-model/accelerator'
import {ofOme} from '@ome/inference-model/deploy/ome-presence'
import {ifAllowed} from '@ome/inference-model/if-allowed'
import {type Model, toModel} from '@ome/inference-model/model'
import {type Node, podGpus, toNode} from '@ome/inference-model/node'
import {ownerKey} from '@ome/inference-model/service'
import {runsEngine, toServicePod} from '@ome/inference-model/service-pod'
import {acceleratorClasses, baseModels, clusterBaseModels, inferenceServices} from '@ome/kinds/ome'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {ClusterMachines, ServiceReader} from '../domain/ports.ts'
import type {ClaimUse, PodUse, ServiceUse} from '../domain/service-use.ts'

const core = (plural: string, namespaced = true): ResourceRef => ({group: '', version: 'v1', plural, namespaced})
const [pods, claims, nodes] = [core('pods'), core('persistentvolumeclaims'), core('nodes', false)]
const label = 'ome.io/inferenceservice'

export const serviceReader = (kube: KubeClient): ServiceReader => ({
  async find(namespace, name) {
    const [object, own] = await ofOme(
      kube,
      Promise.all([
        kube.get(inferenceServices, name, {namespace}),
        kube.list(pods, {namespace, labelSelector: `${label}=${name}`}),
      ]),
    )
    return object && toUse(object, own, await claimSizes(kube, namespace, own))
  },
  has: async (namespace, name) => (await ofOme(kube, kube.get(inferenceServices, name, {namespace}))) !== undefined,
  async list(namespace) {
    const [objects, running] = await Promise.all([
      kube.list(inferenceServices, {namespace}),
      kube.list(pods, {namespace, labelSelector: label}),
    ])
    const sizes = await claimSizes(kube, namespace, running)
    const own = Map.groupBy(running, ownerKey)
    return objects.map((object) => toUse(object, own.get(`${namespace}/${object.metadata.name}`) ?? [], sizes))
  },
  async names(namespace) {
    return ((await ifAllowed(kube.list(inferenceServices, {namespace}))) ?? []).map(({metadata}) => metadata.name)
  },
  machines: () => machines(kube),
  model: (use) => modelOf(kube, use),
})

async function machines(kube: KubeClient): Promise<ClusterMachines> {
  const [found, classes] = await Promise.all([ifAllowed(kube.list(nodes)), classesIn(kube)])
  const all: readonly Node[] = (found ?? []).map(toNode)
  const accelerators: readonly Accelerator[] = toAccelerators(classes ?? [], {nodes: all, used: new Map()})
  return {nodes: all, accelerators, areRead: found !== undefined}
}

/** None where OME is not installed, or no longer. */
async function classesIn(kube: KubeClient): Promise<readonly KubeObject[] | undefined> {
  if (!(await kube.resolve('acceleratorclasses.ome.io'))) return undefined
  try {
    return await ifAllowed(kube.list(acceleratorClasses))
  } catch (error) {
    if (isOmeError(error) && error.kind === 'not-found') return undefined
    throw error
  }
}

async function modelOf(kube: KubeClient, {namespace, model}: ServiceUse): Promise<Model | undefined> {
  if (!model) return undefined
  const object =
    model.kind === 'BaseModel'
      ? await ifAllowed(kube.get(baseModels, model.name, {namespace}))
      : await ifAllowed(kube.get(clusterBaseModels, model.name))
  return object && toModel(object)
}

type Sizes = ReadonlyMap<string, number>

/** Requests of the claims that pods mount; none are read where no pod has one. */
async function claimSizes(kube: KubeClient, namespace: string, running: readonly KubeObject[]): Promise<Sizes> {
  if (running.every((pod) => claimsOf(pod).length === 0)) return new Map()
  const found = (await ifAllowed(kube.list(claims, {namespace}))) ?? []
  return new Map(
    found.flatMap(({metadata, spec, status}) => {
      const bytes = parseQuantity(at(status, 'capacity', 'storage') ?? at(spec, 'resources', 'requests', 'storage'))
      return bytes === undefined ? [] : [[metadata.name, bytes / 2 ** 30] as const]
    }),
  )
}

const claimsOf = (pod: KubeObject): readonly string[] =>
  list(at(pod, 'spec', 'volumes')).flatMap((volume) => text(at(volume, 'persistentVolumeClaim', 'claimName')) ?? [])

function toUse(object: KubeObject, own: readonly KubeObject[], sizes: Sizes): ServiceUse {
  const spec = fields(object['spec'])
  const name = text(at(spec, 'model', 'name')) ?? text(at(spec, 'predictor', 'model', 'baseModel'))
  const kind = text(at(spec, 'model', 'kind'))
  const [min, max] = ['minReplicas', 'maxReplicas'].map((key) => number(at(spec, 'engine', key)))
  const used = own.filter((pod) => !['Succeeded', 'Failed'].includes(text(at(pod, 'status', 'phase')) ?? ''))
  const mounted = [...new Set(used.flatMap(claimsOf))]
  const created = Date.parse(object.metadata.creationTimestamp ?? '')
  return {
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
    ...(Number.isFinite(created) && {createdAtMs: created}),
    ...unchangedSince(object, created),
    ...(name !== undefined && {model: {name, ...(kind !== undefined && {kind})}}),
    pods: used.map(toPodUse),
    claims: mounted.map((claim): ClaimUse => {
      const gib = sizes.get(claim)
      return {name: claim, ...(gib !== undefined && {gib})}
    }),
    ...(min !== undefined && max !== undefined && max > min && {replicas: {min, max}}),
  }
}

/** The API server counts changes of a specification, and keeps the time of the last one by each manager. */
function unchangedSince({metadata}: KubeObject, createdMs: number): Pick<ServiceUse, 'unchangedSinceMs'> {
  const changes = (metadata.managedFields ?? []).flatMap((each) =>
    at(each, 'subresource') === 'status' ? [] : Date.parse(text(at(each, 'time')) ?? ''),
  )
  const since = metadata.generation === 1 ? createdMs : changes.length === 0 ? Number.NaN : Math.max(...changes)
  return Number.isFinite(since) ? {unchangedSinceMs: since} : {}
}

/** A pod is paid from the moment it runs, also while its model loads. */
function toPodUse(pod: KubeObject): PodUse {
  const read = toServicePod(pod)
  const since = Date.parse(text(at(pod, 'status', 'startTime')) ?? pod.metadata.creationTimestamp ?? '')
  const isRunning = at(pod, 'status', 'phase') === 'Running' && Number.isFinite(since)
  return {
    name: read.name,
    ...(read.node !== undefined && {node: read.node}),
    gpus: podGpus(pod['spec']),
    cpus: requested(pod, 'cpu'),
    memoryGiB: requested(pod, 'memory') / 2 ** 30,
    claims: read.claims ?? [],
    ...(isRunning && {startedAtMs: since}),
    ...(read.metrics && runsEngine(read) && {engine: read.metrics}),
  }
}

const requested = (pod: KubeObject, resource: string): number =>
  list(at(pod, 'spec', 'containers')).reduce<number>(
    (total, container) =>
      total +
      (parseQuantity(
        at(container, 'resources', 'requests', resource) ?? at(container, 'resources', 'limits', resource),
      ) ?? 0),
    0,
  )
