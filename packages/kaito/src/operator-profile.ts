import {type KaitoInstance, kaitoInstances} from '@ome/capacity/kaito-instances'
import {releaseOf} from './operator-gates.ts'

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
  /** Name of the Helm release; absent where the operator was not installed by Helm, or that is not known. */
  readonly releaseName?: string
  /** A cloud's own installation of KAITO: its Helm release is not the person's to change. */
  readonly managed: boolean
  /** `read`: the operator's own arguments; `inferred`: kinds and nodes of the cluster; `assumed`: there is no cluster. */
  readonly source: 'read' | 'inferred' | 'assumed'
  /** What was assumed, one sentence each. */
  readonly notes: readonly string[]
}

/** What a person says of the operator, over what it says itself. */
export interface ProfileOverrides {
  readonly cloud?: KaitoCloud | undefined
  readonly nodeMode?: NodeMode | undefined
  readonly version?: string | undefined
}

/** What the operator's Deployment says. */
export interface OperatorEvidence {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly version?: string
  readonly namespace: string
  readonly release?: string
  readonly managed: boolean
}

/** What is seen of the cluster where the operator's Deployment cannot be. */
export interface ClusterEvidence {
  /** `spec.providerID` of nodes. */
  readonly providerIds: readonly string[]
  /** Plurals served in the group karpenter.sh. */
  readonly karpenterKinds: readonly string[]
}

export const releaseNamespace = 'kaito-workspace'

/** The profile an operator's own arguments make. Source: KAITO v0.12.0 `cmd/workspace/main.go` and chart `workspace`. */
export function profileOf(evidence: OperatorEvidence, overrides: ProfileOverrides = {}): OperatorProfile {
  const {args, env} = evidence
  const given = gatesIn(argument(args, 'feature-gates') ?? '')
  const mode = nodeModes.find((each) => each === argument(args, 'node-provisioner'))
  const cloud = kaitoClouds.find((each) => each === env['CLOUD_PROVIDER']?.toLowerCase())
  const disabled = given['disableNodeAutoProvisioning'] === true
  return finished(
    {
      version: evidence.version,
      cloud: cloud ?? 'azure',
      nodeMode: mode ?? (disabled ? 'byo' : cloud === 'aws' ? 'karpenter' : 'azure-gpu-provisioner'),
      given,
      where: {
        releaseNamespace: evidence.namespace,
        managed: evidence.managed,
        ...(evidence.release !== undefined && {releaseName: evidence.release}),
      },
      source: 'read',
      notes: [],
    },
    overrides,
  )
}

/** The profile that kinds and nodes suggest. */
export function inferredProfile({providerIds, karpenterKinds}: ClusterEvidence, overrides: ProfileOverrides = {}) {
  const cloud = providerIds.some((id) => id.startsWith('aws:'))
    ? 'aws'
    : providerIds.some((id) => id.startsWith('moc:'))
      ? 'arc'
      : 'azure'
  const provisions = karpenterKinds.includes('nodeclaims')
  const pools = karpenterKinds.includes('nodepools')
  const nodeMode: NodeMode = provisions ? (cloud === 'azure' && !pools ? 'azure-gpu-provisioner' : 'karpenter') : 'byo'
  const note = `the operator's arguments cannot be read: ${overrides.cloud ?? cloud}, nodes ${overrides.nodeMode ?? nodeMode} by what the cluster has`
  return finished(
    {version: undefined, cloud, nodeMode, given: {}, where: {managed: false}, source: 'inferred', notes: [note]},
    overrides,
  )
}

/** The profile where there is no cluster: Azure, nodes are made, the newest release. */
export const assumedProfile = (overrides: ProfileOverrides = {}): OperatorProfile =>
  finished(
    {
      version: undefined,
      cloud: 'azure',
      nodeMode: 'azure-gpu-provisioner',
      given: {},
      where: {managed: false},
      source: 'assumed',
      notes: [],
    },
    overrides,
  )

interface Draft extends Pick<OperatorProfile, 'cloud' | 'nodeMode' | 'source' | 'notes'> {
  readonly version: string | undefined
  readonly given: Readonly<Record<string, boolean>>
  readonly where: Pick<OperatorProfile, 'releaseNamespace' | 'releaseName' | 'managed'>
}

function finished(draft: Draft, overrides: ProfileOverrides): OperatorProfile {
  const version = overrides.version ?? draft.version
  const release = releaseOf(version)
  const nodeMode = overrides.nodeMode ?? draft.nodeMode
  const defaults = Object.fromEntries(release.gates.map(({name, byDefault}) => [name, byDefault]))
  const unknown = release.isOther ? [`KAITO ${version} is not known here: the data of ${release.minor} is used`] : []
  return {
    ...(version !== undefined && {version}),
    cloud: overrides.cloud ?? draft.cloud,
    nodeMode,
    gates: {...defaults, ...draft.given, disableNodeAutoProvisioning: nodeMode === 'byo'},
    givenGates: draft.given,
    ...draft.where,
    source: draft.source,
    notes: [...draft.notes, ...unknown],
  }
}

const argument = (args: readonly string[], name: string): string | undefined => {
  const joined = args.find((word) => word.startsWith(`--${name}=`))
  if (joined !== undefined) return joined.slice(name.length + 3)
  const at = args.indexOf(`--${name}`)
  return at < 0 ? undefined : args[at + 1]
}

/** `k=v,k=v` as a map. */
export const gatesIn = (text: string): Readonly<Record<string, boolean>> =>
  Object.fromEntries(
    text
      .split(',')
      .map((pair) => pair.trim().split('='))
      .filter(([name]) => name !== undefined && name !== '')
      .map(([name = '', value]) => [name, value?.toLowerCase() === 'true']),
  )

/** Whether machines are made for a Workspace. */
export const provisions = ({nodeMode}: Pick<OperatorProfile, 'nodeMode'>): boolean => nodeMode !== 'byo'

/** Instance types the operator can size, in the order of its table. */
export const instancesOf = ({cloud}: Pick<OperatorProfile, 'cloud'>): readonly KaitoInstance[] => kaitoInstances(cloud)
