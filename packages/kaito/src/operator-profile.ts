import {type KaitoInstance, kaitoInstances} from '@ome/capacity/kaito-instances'

/** Cloud whose instance types the operator knows. */
export type KaitoCloud = KaitoInstance['cloud']

/** Who makes the machines of a Workspace; `byo`: nobody, it takes nodes that are there. */
export type NodeMode = 'azure-gpu-provisioner' | 'karpenter' | 'byo'

export const kaitoClouds: readonly KaitoCloud[] = ['azure', 'aws', 'arc']
export const nodeModes: readonly NodeMode[] = ['azure-gpu-provisioner', 'karpenter', 'byo']

/** What a cluster's operator says of itself, or what is assumed of it. */
export interface OperatorProfile {
  /** As `0.12.0`; absent where nothing told it. */
  readonly version?: string
  readonly cloud: KaitoCloud
  readonly nodeMode: NodeMode
  /** Every gate of its version with the value in force. */
  readonly gates: Readonly<Record<string, boolean>>
  /** Gates that its arguments name. */
  readonly givenGates: Readonly<Record<string, boolean>>
  /** Namespace of the operator, where its templates are. */
  readonly releaseNamespace?: string
  /** `read`: the operator's own arguments; `inferred`: kinds and nodes of the cluster; `assumed`: there is no cluster. */
  readonly source: 'read' | 'inferred' | 'assumed'
  /** What was assumed, one sentence each. */
  readonly notes: readonly string[]
}

/** Instance types the operator can size, in the order of its table. */
export const instancesOf = ({cloud}: Pick<OperatorProfile, 'cloud'>): readonly KaitoInstance[] => kaitoInstances(cloud)
