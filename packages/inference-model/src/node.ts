import {at, fields, list, text, textMap, texts} from '@ome/capacity/fields'
import {parseQuantity} from '@ome/capacity/quantity'
import type {KubeObject} from '@ome/sdk/kube'

/** Extended resources that stand for one accelerator each. */
export const gpuResources = ['nvidia.com/gpu', 'amd.com/gpu', 'intel.com/gpu', 'gpu.intel.com/i915', 'habana.ai/gaudi']

/** A machine of the cluster as placement sees it. */
export interface Node {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** Value of `nvidia.com/gpu.product`, for example `NVIDIA-H100-80GB-HBM3`. */
  readonly product?: string
  /** Allocatable accelerators. */
  readonly gpus: number
  /** Of one accelerator, from `nvidia.com/gpu.memory`. */
  readonly gpuMemoryBytes?: number
  /** Capacity of the machine. */
  readonly memoryBytes: number
  readonly ready: boolean
  /** Ready and not cordoned. */
  readonly schedulable: boolean
  readonly instanceType?: string
  readonly region?: string
  /** `aws`, `azure`, `gcp` or another prefix of `spec.providerID`. */
  readonly provider?: string
  readonly spot: boolean
  readonly taints: readonly Taint[]
  readonly createdAt?: string
}

export interface Taint {
  readonly key: string
  readonly value: string
  readonly effect: string
}

export function toNode(object: KubeObject): Node {
  const labels = textMap(object.metadata.labels)
  const allocatable = fields(at(object, 'status', 'allocatable') ?? at(object, 'status', 'capacity'))
  const ready = list(at(object, 'status', 'conditions')).some(
    (condition) => at(condition, 'type') === 'Ready' && at(condition, 'status') === 'True',
  )
  const product = labels['nvidia.com/gpu.product'] ?? labels['amd.com/gpu.product-name']
  const gpuMemoryMiB = parseQuantity(labels['nvidia.com/gpu.memory'])
  const instanceType = labels['node.kubernetes.io/instance-type']
  const region = labels['topology.kubernetes.io/region']
  const provider = providerOf(text(at(object, 'spec', 'providerID')))
  return {
    name: object.metadata.name,
    labels,
    ...(product !== undefined && {product}),
    gpus: countGpus(allocatable),
    ...(gpuMemoryMiB !== undefined && {gpuMemoryBytes: gpuMemoryMiB * 2 ** 20}),
    memoryBytes: parseQuantity(at(object, 'status', 'capacity', 'memory')) ?? 0,
    ready,
    schedulable: ready && at(object, 'spec', 'unschedulable') !== true,
    ...(instanceType !== undefined && {instanceType}),
    ...(region !== undefined && {region}),
    ...(provider !== undefined && {provider}),
    spot: isSpot(labels),
    taints: list(at(object, 'spec', 'taints')).map(toTaint),
    ...(object.metadata.creationTimestamp !== undefined && {createdAt: object.metadata.creationTimestamp}),
  }
}

/** Accelerators that a pod asks for: its containers together, or its largest init container. */
export function podGpus(podSpec: unknown): number {
  return podTotal(podSpec, (resources) => countGpus(fields(at(resources, 'limits') ?? at(resources, 'requests'))))
}

/** Memory that a pod requests (limits count where there is no request). */
export function podMemoryBytes(podSpec: unknown): number {
  return podTotal(
    podSpec,
    (resources) =>
      parseQuantity(at(resources, 'requests', 'memory')) ?? parseQuantity(at(resources, 'limits', 'memory')) ?? 0,
  )
}

/** A pod that asks for accelerators; undefined for the many others. */
export const gpuPod = (pod: KubeObject): KubeObject | undefined => (podGpus(pod['spec']) > 0 ? pod : undefined)

/** Of a pod what tells where it runs and what it asks for: a small part of it. */
export function podAccount({apiVersion, kind, metadata, spec, status}: KubeObject): KubeObject {
  const {name, namespace = '', labels = {}} = metadata
  const asked = (containers: unknown) => list(containers).map((container) => ({resources: at(container, 'resources')}))
  const nodeName = at(spec, 'nodeName')
  return {
    apiVersion,
    kind,
    metadata: {name, namespace, labels},
    spec: {nodeName, containers: asked(at(spec, 'containers')), initContainers: asked(at(spec, 'initContainers'))},
    status: {phase: at(status, 'phase')},
  }
}

/** Accelerators in use per node name, by pods that are bound and not finished. */
export function usedGpus(pods: readonly KubeObject[]): ReadonlyMap<string, number> {
  const used = new Map<string, number>()
  for (const pod of pods) {
    const node = text(at(pod, 'spec', 'nodeName'))
    const phase = at(pod, 'status', 'phase')
    if (node === undefined || phase === 'Succeeded' || phase === 'Failed') continue
    const gpus = podGpus(pod['spec'])
    if (gpus > 0) used.set(node, (used.get(node) ?? 0) + gpus)
  }
  return used
}

/** Whether a node has all labels of a selector and satisfies the required terms of a node affinity. */
export function nodeMatches(node: Pick<Node, 'name' | 'labels'>, selector: unknown, affinity?: unknown): boolean {
  const wanted = Object.entries(textMap(selector))
  if (!wanted.every(([key, value]) => node.labels[key] === value)) return false
  const required = at(affinity, 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms')
  const terms = list(required)
  return terms.length === 0 || terms.some((term) => termMatches(node, term))
}

function termMatches(node: Pick<Node, 'name' | 'labels'>, term: unknown): boolean {
  const byName = {'metadata.name': node.name}
  const labels = list(at(term, 'matchExpressions'))
  const names = list(at(term, 'matchFields'))
  if (labels.length + names.length === 0) return false
  return (
    labels.every((expression) => expressionMatches(node.labels, expression)) &&
    names.every((expression) => expressionMatches(byName, expression))
  )
}

function expressionMatches(labels: Readonly<Record<string, string>>, expression: unknown): boolean {
  const value = labels[text(at(expression, 'key')) ?? '']
  const values = texts(at(expression, 'values'))
  const bound = Number(values[0])
  switch (at(expression, 'operator')) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'Gt':
      return value !== undefined && Number(value) > bound
    case 'Lt':
      return value !== undefined && Number(value) < bound
    default:
      return false
  }
}

const countGpus = (resources: Readonly<Record<string, unknown>>): number =>
  gpuResources.reduce((sum, name) => sum + (parseQuantity(resources[name]) ?? 0), 0)

function podTotal(podSpec: unknown, amount: (resources: unknown) => number): number {
  const of = (key: string): readonly number[] =>
    list(at(podSpec, key)).map((container) => amount(at(container, 'resources')))
  const together = of('containers').reduce((sum, each) => sum + each, 0)
  return Math.max(together, ...of('initContainers'))
}

const toTaint = (taint: unknown): Taint => ({
  key: text(at(taint, 'key')) ?? '',
  value: text(at(taint, 'value')) ?? '',
  effect: text(at(taint, 'effect')) ?? '',
})

const providers: Readonly<Record<string, string>> = {gce: 'gcp', oci: 'oci', ocid1: 'oci'}

function providerOf(providerId: string | undefined): string | undefined {
  const scheme = providerId?.split(/[:.]/, 1)[0]
  return scheme ? (providers[scheme] ?? scheme) : undefined
}

const isSpot = (labels: Readonly<Record<string, string>>): boolean =>
  labels['karpenter.sh/capacity-type'] === 'spot' ||
  labels['kubernetes.azure.com/scalesetpriority'] === 'spot' ||
  labels['cloud.google.com/gke-spot'] === 'true' ||
  labels['eks.amazonaws.com/capacityType'] === 'SPOT'
