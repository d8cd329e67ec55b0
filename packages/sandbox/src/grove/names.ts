/** Labels that Grove puts on what it makes. Source: Grove `operator/api/common/labels.go` (v0.1.0-alpha.12). */
export const label = {
  managedBy: 'app.kubernetes.io/managed-by',
  partOf: 'app.kubernetes.io/part-of',
  name: 'app.kubernetes.io/name',
  component: 'app.kubernetes.io/component',
  setReplica: 'grove.io/podcliqueset-replica-index',
  clique: 'grove.io/podclique',
  gang: 'grove.io/podgang',
  baseGang: 'grove.io/base-podgang',
  group: 'grove.io/podcliquescalinggroup',
  groupReplica: 'grove.io/podcliquescalinggroup-replica-index',
  podIndex: 'grove.io/podclique-pod-index',
  templateHash: 'grove.io/pod-template-hash',
  schedulerName: 'grove.io/scheduler-name',
  queue: 'kai.scheduler/queue',
  subGroup: 'kai.scheduler/subgroup-name',
} as const

export const annotation = {
  topologyName: 'grove.io/topology-name',
  skipPodGrouper: 'kai.scheduler/skip-podgrouper',
  podGroup: 'pod-group-name',
} as const

export const finalizer = {
  set: 'grove.io/podcliqueset.grove.io',
  clique: 'grove.io/podclique.grove.io',
  group: 'grove.io/podcliquescalinggroup.grove.io',
} as const

/** Keeps a pod from being scheduled until its gang lists it. */
export const schedulingGate = 'grove.io/podgang-pending-creation'

/** Name of the headless Service and of the base gang of a replica. */
export const replicaName = (set: string, replica: number): string => `${set}-${replica}`

/** Name of a scaling group in one replica of its set. */
export const groupName = (set: string, replica: number, group: string): string => `${set}-${replica}-${group}`

/** Name of a clique that belongs to no scaling group. */
export const standaloneName = (set: string, replica: number, clique: string): string => `${set}-${replica}-${clique}`

/** Name of a clique in one replica of its scaling group. */
export const memberName = (group: string, replica: number, clique: string): string => `${group}-${replica}-${clique}`

/** Name of the gang of a scaling group's replica beyond its minimum; counted from 0. */
export const scaledGangName = (group: string, replica: number, minAvailable: number): string =>
  `${group}-${replica - minAvailable}`

/** Where the pods of a replica find each other. */
export const serviceAddress = (set: string, replica: number, namespace: string): string =>
  `${replicaName(set, replica)}.${namespace}.svc.cluster.local`

/** Labels of everything that belongs to a set. */
export const setLabels = (set: string): Record<string, string> => ({
  [label.managedBy]: 'grove-operator',
  [label.partOf]: set,
})
