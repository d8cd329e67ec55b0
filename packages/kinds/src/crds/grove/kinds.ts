import {
  clusterTopologies,
  clusterTopologyBindings,
  kaiPodGroups,
  kaiQueues,
  kaiTopologies,
  podCliqueScalingGroups,
  podCliqueSets,
  podCliques,
  podGangMaps,
  podGangs,
} from '../../grove.ts'
import {age, type CustomKind} from '../custom-kind.ts'
import {podGang, podGangMap} from './gang.ts'
import {podGroup, queue, topology} from './kai.ts'
import {podClique, podCliqueScalingGroup} from './pod-clique.ts'
import {podCliqueSet} from './pod-clique-set.ts'
import {clusterTopology, clusterTopologyBinding} from './topology.ts'

const v1alpha1 = {name: 'v1alpha1', stored: true} as const
const embeds = 35

const scaledBy = (selector: string) => ({replicas: '.spec.replicas', current: '.status.replicas', selector}) as const

const minBreached = '+MinBreached: string .status.conditions[?(@.type=="MinAvailableBreached")].status'
const replicas = 'Replicas: integer .spec.replicas'
const minAvailable = 'MinAvail: integer .spec.minAvailable'
const available = 'Available: integer .status.availableReplicas'
const scheduled = 'Scheduled: integer .status.scheduledReplicas'
const updated = 'Updated: integer .status.updatedReplicas'
const cliquesUpdated = [
  'PCLQs-Updated: integer .status.updateProgress.updatedPodCliquesCount',
  'PCLQs-Total: integer .status.updateProgress.totalPodCliquesCount',
]

const workloads: readonly CustomKind[] = [
  {
    name: podCliques,
    short: ['pclq'],
    embeds,
    versions: [
      {
        ...v1alpha1,
        columns: [
          minAvailable,
          replicas,
          'Ready: integer .status.readyReplicas',
          scheduled,
          updated,
          '+Gated: integer .status.scheduleGatedReplicas',
          minBreached,
          age,
        ],
        status: true,
        scale: scaledBy('.status.hpaPodSelector'),
        fields: podClique,
      },
    ],
  },
  {
    name: podCliqueScalingGroups,
    short: ['pcsg'],
    versions: [
      {
        ...v1alpha1,
        columns: [minAvailable, replicas, available, scheduled, updated, ...cliquesUpdated, minBreached, age],
        status: true,
        scale: scaledBy('.status.selector'),
        fields: podCliqueScalingGroup,
      },
    ],
  },
  {
    name: podCliqueSets,
    short: ['pcs'],
    embeds,
    versions: [
      {
        ...v1alpha1,
        columns: [
          replicas,
          available,
          updated,
          ...cliquesUpdated,
          'PCSGs-Updated: integer .status.updateProgress.updatedPodCliqueScalingGroupsCount',
          'PCSGs-Total: integer .status.updateProgress.totalPodCliqueScalingGroupsCount',
          age,
        ],
        status: true,
        scale: scaledBy('.status.hpaPodSelector'),
        fields: podCliqueSet,
      },
    ],
  },
]

const scheduling: readonly CustomKind[] = [
  {name: clusterTopologies, short: ['ct'], versions: [{...v1alpha1, fields: clusterTopology}]},
  {
    name: clusterTopologyBindings,
    short: ['ct'],
    versions: [
      {
        ...v1alpha1,
        columns: ['Domains: string .spec.levels[*].domain', age],
        status: true,
        fields: clusterTopologyBinding,
      },
    ],
  },
  {name: podGangMaps, short: ['pgm'], versions: [{...v1alpha1, fields: podGangMap}]},
  {
    name: podGangs,
    short: ['pg'],
    versions: [{...v1alpha1, columns: ['Phase: string .status.phase', age], status: true, fields: podGang}],
  },
]

/** The scheduler that Grove is used with most. Source: KAI's CRDs of March 2026. */
const kai: readonly CustomKind[] = [
  {name: kaiPodGroups, short: ['pg'], versions: [{name: 'v2alpha2', stored: true, status: true, fields: podGroup}]},
  {
    name: kaiQueues,
    versions: [
      {
        name: 'v2',
        stored: true,
        columns: [
          'Priority: string .spec.priority',
          'Parent: string .spec.parentQueue',
          'Children: string .status.childQueues',
          'DisplayName: string .spec.displayName',
        ],
        status: true,
        fields: queue,
      },
    ],
  },
  {name: kaiTopologies, versions: [{...v1alpha1, fields: topology}]},
]

/** Grove. Source: its CRDs after version v0.1.0-alpha.12-rc1; ClusterTopology from alpha.8. */
export const groveKinds: readonly CustomKind[] = [...workloads, ...scheduling, ...kai]
