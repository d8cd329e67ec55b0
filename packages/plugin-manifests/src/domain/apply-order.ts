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

const rankOf = (kind: string): number => ranks.get(kind) ?? order.length

/** Sorts for creating; objects of one rank stay as they stand in their files. For deleting take it backwards. */
export const byApplyOrder = <Item>(items: readonly Item[], kindOf: (item: Item) => string): Item[] =>
  [...items].sort((a, b) => rankOf(kindOf(a)) - rankOf(kindOf(b)))
