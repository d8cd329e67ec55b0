/** Labels and annotations of Grove. Source: Grove `operator/api/common/labels.go` (v0.1.0-alpha.12). */
export const label = {
  partOf: 'app.kubernetes.io/part-of',
  managedBy: 'app.kubernetes.io/managed-by',
  setReplica: 'grove.io/podcliqueset-replica-index',
  clique: 'grove.io/podclique',
  gang: 'grove.io/podgang',
  baseGang: 'grove.io/base-podgang',
  group: 'grove.io/podcliquescalinggroup',
  groupReplica: 'grove.io/podcliquescalinggroup-replica-index',
  podIndex: 'grove.io/podclique-pod-index',
  templateHash: 'grove.io/pod-template-hash',
  role: 'grove.io/role',
} as const

/** On gangs: the topology their constraints were translated with. */
export const topologyAnnotation = 'grove.io/topology-name'

/** What selects everything of one set; with a name, or of all sets without. */
export const partOfSet = (set?: string): string =>
  set === undefined
    ? `${label.managedBy}=grove-operator,${label.partOf}`
    : `${label.managedBy}=grove-operator,${label.partOf}=${set}`

/** Labels of objects that this program keeps in the cluster. */
export const ours = {
  managedBy: {[label.managedBy]: 'ome'},
  kind: 'ome.cli/kind',
  set: 'ome.cli/pcs',
  revision: 'ome.cli/revision',
} as const

/** In clique annotations; what `restart` writes, and no change of the template. */
export const restartedAt = 'ome.cli/restarted-at'

/** Text of a label; undefined where the object has none. */
export const labelOf = (
  object: {readonly metadata: {readonly labels?: Readonly<Record<string, string>>}},
  key: string,
): string | undefined => object.metadata.labels?.[key]

/** An index kept in a label; 0 where it is missing. */
export function indexOf(
  object: {readonly metadata: {readonly labels?: Readonly<Record<string, string>>}},
  key: string,
): number {
  const value = Number(labelOf(object, key))
  return Number.isInteger(value) ? value : 0
}
