import type {KindName} from './crds/custom-kind.ts'
import type {podGang, podGangMap} from './crds/grove/gang.ts'
import type {podGroup, queue, topology} from './crds/grove/kai.ts'
import type {podClique, podCliqueScalingGroup} from './crds/grove/pod-clique.ts'
import type {podCliqueSet} from './crds/grove/pod-clique-set.ts'
import type {clusterTopology, clusterTopologyBinding} from './crds/grove/topology.ts'
import type {ResourceShape} from './notation/shape.ts'

/** Grove's kinds and those of the KAI scheduler. Source: the CRDs of Grove v0.1.0-alpha.12 and of KAI. */
const named = <Name extends KindName>(name: Name): Name => name

const group = 'grove.io'
const version = 'v1alpha1'

/** Addresses {@link PodCliqueSet}. */
export const podCliqueSets = named({group, version, plural: 'podcliquesets', kind: 'PodCliqueSet', namespaced: true})
/** Addresses {@link PodClique}. */
export const podCliques = named({group, version, plural: 'podcliques', kind: 'PodClique', namespaced: true})
/** Addresses {@link PodCliqueScalingGroup}. */
export const podCliqueScalingGroups = named({
  group,
  version,
  plural: 'podcliquescalinggroups',
  kind: 'PodCliqueScalingGroup',
  namespaced: true,
})
/** Addresses {@link PodGangMap}; newer than the release named above. */
export const podGangMaps = named({group, version, plural: 'podgangmaps', kind: 'PodGangMap', namespaced: true})
/** Addresses {@link ClusterTopologyBinding}. */
export const clusterTopologyBindings = named({
  group,
  version,
  plural: 'clustertopologybindings',
  kind: 'ClusterTopologyBinding',
  namespaced: false,
})
/** Addresses {@link ClusterTopology}; before alpha.9. */
export const clusterTopologies = named({
  group,
  version,
  plural: 'clustertopologies',
  kind: 'ClusterTopology',
  namespaced: false,
})
/** Addresses {@link PodGang}. */
export const podGangs = named({
  group: 'scheduler.grove.io',
  version,
  plural: 'podgangs',
  kind: 'PodGang',
  namespaced: true,
})
/** Addresses {@link KaiTopology}. */
export const kaiTopologies = named({
  group: 'kai.scheduler',
  version,
  plural: 'topologies',
  kind: 'Topology',
  namespaced: false,
})
/** Addresses {@link KaiPodGroup}; its short name is that of pod gangs too, so say the whole name. */
export const kaiPodGroups = named({
  group: 'scheduling.run.ai',
  version: 'v2alpha2',
  plural: 'podgroups',
  kind: 'PodGroup',
  namespaced: true,
})
/** Addresses {@link KaiQueue}. */
export const kaiQueues = named({
  group: 'scheduling.run.ai',
  version: 'v2',
  plural: 'queues',
  kind: 'Queue',
  namespaced: false,
})

/** Roles of a serving system as one gang-scheduled unit, replicated. */
export type PodCliqueSet = ResourceShape<typeof podCliqueSet>
/** Pods of one role. */
export type PodClique = ResourceShape<typeof podClique>
/** PodCliques that scale together. */
export type PodCliqueScalingGroup = ResourceShape<typeof podCliqueScalingGroup>
/** Pods that start together or not at all, for the scheduler. */
export type PodGang = ResourceShape<typeof podGang>
/** Which gangs a replica of a PodCliqueSet consists of, over its generations. */
export type PodGangMap = ResourceShape<typeof podGangMap>
/** Names of topology levels and the node labels that stand for them. */
export type ClusterTopologyBinding = ResourceShape<typeof clusterTopologyBinding>
/** The older form of {@link ClusterTopologyBinding}. */
export type ClusterTopology = ResourceShape<typeof clusterTopology>
/** Topology levels of the KAI scheduler, widest first. */
export type KaiTopology = ResourceShape<typeof topology>
/** Pods that the KAI scheduler places together. */
export type KaiPodGroup = ResourceShape<typeof podGroup>
/** A quota that the KAI scheduler shares out. */
export type KaiQueue = ResourceShape<typeof queue>
