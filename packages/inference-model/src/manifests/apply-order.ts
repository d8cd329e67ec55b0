import {at, text, texts} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'

/**
 * Kinds in the order in which they need each other: what others name comes first. Models and runtimes stand before the
 * services that the admission of OME checks against them.
 */
const order = [
  'Namespace',
  'CustomResourceDefinition',
  'PriorityClass',
  'StorageClass',
  'ResourceQuota',
  'LimitRange',
  'ServiceAccount',
  'Secret',
  'ConfigMap',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'ClusterRole',
  'ClusterRoleBinding',
  'Role',
  'RoleBinding',
  'AcceleratorClass',
  'ClusterBaseModel',
  'BaseModel',
  'FineTunedWeight',
  'ClusterServingRuntime',
  'ServingRuntime',
  'Service',
  'InferenceService',
]

const ranks = new Map(order.map((kind, rank) => [kind, rank]))

/** The place of a kind in the order of creation; those nothing is known of come last. */
export const applyRank = (kind: string): number => ranks.get(kind) ?? order.length

/** Sorts for creating; objects of one rank stay as they stand in their files. For deleting take it backwards. */
export const byApplyOrder = <Item>(items: readonly Item[], kindOf: (item: Item) => string): Item[] =>
  [...items].sort((a, b) => applyRank(kindOf(a)) - applyRank(kindOf(b)))

/**
 * Whether an object is refused until one of these is there: its namespace, for a
 * runtime its accelerator classes, for a service its model and runtime. A
 * service that names no runtime is given one, which may be any of them.
 */
export function needsOneOf({kind, metadata: {namespace}, spec}: KubeObject, others: readonly KubeObject[]): boolean {
  const hasOther = (kinds: readonly string[], name: string | undefined): boolean =>
    others.some((other) => kinds.includes(other.kind) && (name === undefined || other.metadata.name === name))
  if (namespace !== undefined && hasOther(['Namespace'], namespace)) return true
  if (kind.endsWith('ServingRuntime'))
    return texts(at(spec, 'acceleratorRequirements', 'acceleratorClasses')).some((name) =>
      hasOther(['AcceleratorClass'], name),
    )
  if (kind !== 'InferenceService') return false
  const model = text(at(spec, 'model', 'name'))
  return (
    (model !== undefined && hasOther(['ClusterBaseModel', 'BaseModel'], model)) ||
    hasOther(['ClusterServingRuntime', 'ServingRuntime'], text(at(spec, 'runtime', 'name')))
  )
}
