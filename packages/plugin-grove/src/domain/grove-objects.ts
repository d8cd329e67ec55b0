import type {
  ClusterTopology,
  ClusterTopologyBinding,
  KaiPodGroup,
  PodClique,
  PodCliqueScalingGroup,
  PodCliqueSet,
  PodGang,
} from '@ome/kinds/grove'
import type {KubeObject} from '@ome/sdk/kube'

/** Everything that a tree is built from, as it was read. An absent list could not be read, and `unread` says why. */
export interface GroveObjects {
  readonly sets: readonly PodCliqueSet[]
  readonly cliques?: readonly PodClique[] | undefined
  readonly groups?: readonly PodCliqueScalingGroup[] | undefined
  readonly gangs?: readonly PodGang[] | undefined
  /** Pods of sets. */
  readonly pods?: readonly KubeObject[] | undefined
  readonly nodes?: readonly KubeObject[] | undefined
  /** The newer kind, or where that is not served the older one. */
  readonly topologies?: readonly (ClusterTopologyBinding | ClusterTopology)[] | undefined
  /** Pods of everything, for what others hold on nodes. */
  readonly clusterPods?: readonly KubeObject[] | undefined
  readonly autoscalers?: readonly KubeObject[] | undefined
  readonly podGroups?: readonly KaiPodGroup[] | undefined
  /** ConfigMaps of ours: revisions and rollouts. */
  readonly state?: readonly KubeObject[] | undefined
  /** Deployments of the operator, wherever they are. */
  readonly operators?: readonly KubeObject[] | undefined
  /** Of the namespace: warnings alone, or all. */
  readonly events?: readonly KubeObject[] | undefined
  readonly unread: readonly Unread[]
  /** More of them is on its way. */
  readonly isPartial?: true
}

/** A kind that could not be listed. */
export interface Unread {
  readonly resource: string
  readonly reason: 'denied' | 'failed'
  readonly message: string
}

/** SHA-256 of a text, in hex. */
export type Sha256 = (text: string) => string

export type Clique = PodCliqueSet['spec']['template']['cliques'][number]
export type SetTemplate = PodCliqueSet['spec']['template']
export type ScalingGroup = NonNullable<SetTemplate['podCliqueScalingGroups']>[number]

/** `namespace/name`, to relate objects across namespaces. */
export const keyOf = (namespace: string | undefined, name: string): string => `${namespace ?? ''}/${name}`
