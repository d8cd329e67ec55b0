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

export const podCliqueSets = named({group, version, plural: 'podcliquesets', kind: 'PodCliqueSet', namespaced: true})
export const podCliques = named({group, version, plural: 'podcliques', kind: 'PodClique', namespaced: true})
export const podCliqueScalingGroups = named({
  group,
  version,
  plural: 'podcliquescalinggroups',
  kind: 'PodCliqueScalingGroup',
  namespaced: true,
})
/** Newer than the release named above. */
export const podGangMaps = named({group, version, plural: 'podgangmaps', kind: 'PodGangMap', namespaced: true})
export const clusterTopologyBindings = named({
  group,
  version,
  plural: 'clustertopologybindings',
  kind: 'ClusterTopologyBinding',
  namespaced: false,
})
/** Before alpha.9. */
export const clusterTopologies = named({
  group,
  version,
  plural: 'clustertopologies',
  kind: 'ClusterTopology',
  namespaced: false,
})
export const podGangs = named({
  group: 'scheduler.grove.io',
  version,
  plural: 'podgangs',
  kind: 'PodGang',
  namespaced: true,
})
/** KAI scheduler. */
export const kaiTopologies = named({
  group: 'kai.scheduler',
  version,
  plural: 'topologies',
  kind: 'Topology',
  namespaced: false,
})
/** KAI scheduler. */
export const kaiPodGroups = named({
  group: 'scheduling.run.ai',
  version: 'v2alpha2',
  plural: 'podgroups',
  kind: 'PodGroup',
  namespaced: true,
})
/** KAI scheduler. */
export const kaiQueues = named({
  group: 'scheduling.run.ai',
  version: 'v2',
  plural: 'queues',
  kind: 'Queue',
  namespaced: false,
})

export type PodCliqueSet = ResourceShape<typeof podCliqueSet>
export type PodClique = ResourceShape<typeof podClique>
export type PodCliqueScalingGroup = ResourceShape<typeof podCliqueScalingGroup>
export type PodGang = ResourceShape<typeof podGang>
export type PodGangMap = ResourceShape<typeof podGangMap>
export type ClusterTopologyBinding = ResourceShape<typeof clusterTopologyBinding>
export type ClusterTopology = ResourceShape<typeof clusterTopology>
export type KaiTopology = ResourceShape<typeof topology>
export type KaiPodGroup = ResourceShape<typeof podGroup>
export type KaiQueue = ResourceShape<typeof queue>
