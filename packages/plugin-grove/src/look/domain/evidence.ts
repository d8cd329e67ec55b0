import type {KubeObject} from '@ome/sdk/kube'

/** A kind that goes into a bundle, and which of its objects. */
export interface EvidenceKind {
  readonly plural: string
  readonly group: string
  readonly version: string
  readonly folder: string
  /** `set`: those with the labels of sets in the namespace. `operator`: in its namespace. */
  readonly scope: 'namespace' | 'set' | 'operator' | 'cluster'
  readonly isNamespaced: boolean
}

const kind = (
  folder: string,
  scope: EvidenceKind['scope'],
  [group, version, plural]: readonly [string, string, string],
): EvidenceKind => ({folder, scope, group, version, plural, isNamespaced: scope !== 'cluster'})

/** What is collected of objects, in this order. Never Secrets, and no ConfigMap but the operator's own. */
export const evidenceKinds: readonly EvidenceKind[] = [
  kind('grove', 'namespace', ['grove.io', 'v1alpha1', 'podcliquesets']),
  kind('grove', 'set', ['grove.io', 'v1alpha1', 'podcliques']),
  kind('grove', 'set', ['grove.io', 'v1alpha1', 'podcliquescalinggroups']),
  kind('grove', 'set', ['grove.io', 'v1alpha1', 'podgangmaps']),
  kind('grove', 'set', ['scheduler.grove.io', 'v1alpha1', 'podgangs']),
  kind('grove', 'namespace', ['autoscaling', 'v2', 'horizontalpodautoscalers']),
  kind('grove', 'set', ['resource.k8s.io', 'v1', 'resourceclaims']),
  kind('grove', 'set', ['resource.nvidia.com', 'v1beta1', 'computedomains']),
  kind('pods', 'set', ['', 'v1', 'pods']),
  kind('events', 'namespace', ['', 'v1', 'events']),
  kind('nodes', 'cluster', ['', 'v1', 'nodes']),
  kind('nodes', 'cluster', ['grove.io', 'v1alpha1', 'clustertopologybindings']),
  kind('nodes', 'cluster', ['grove.io', 'v1alpha1', 'clustertopologies']),
  kind('operator', 'operator', ['apps', 'v1', 'deployments']),
  kind('operator', 'operator', ['', 'v1', 'pods']),
  kind('operator', 'operator', ['', 'v1', 'configmaps']),
  kind('operator', 'operator', ['', 'v1', 'events']),
  kind('operator', 'cluster', ['admissionregistration.k8s.io', 'v1', 'validatingwebhookconfigurations']),
  kind('operator', 'cluster', ['admissionregistration.k8s.io', 'v1', 'mutatingwebhookconfigurations']),
  kind('operator', 'cluster', ['apiextensions.k8s.io', 'v1', 'customresourcedefinitions']),
  kind('scheduler', 'namespace', ['scheduling.run.ai', 'v2alpha2', 'podgroups']),
  kind('scheduler', 'cluster', ['scheduling.run.ai', 'v2', 'queues']),
  kind('scheduler', 'cluster', ['kai.scheduler', 'v1alpha1', 'topologies']),
]

export interface Area {
  readonly namespace: string
  readonly set?: string | undefined
}

/** `absent`: the cluster does not serve the kind. */
export type Answer =
  | {readonly status: 'ok'; readonly objects: readonly KubeObject[]}
  | {readonly status: 'denied' | 'failed' | 'absent'; readonly message: string}

export interface LogAsk {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  readonly previous: boolean
  readonly tailLines: number
  readonly sinceSeconds: number
}

/** Reads what a bundle is made of. Nothing here throws for one thing that cannot be read. */
export interface EvidenceSource {
  readonly server: string
  readonly contextName?: string | undefined
  serverVersion(): Promise<string | undefined>
  list(kind: EvidenceKind, area: Area): Promise<Answer>
  /** Namespace of the operator's Deployment, found by its label. */
  operatorNamespace(): Promise<string | undefined>
  log(ask: LogAsk): Promise<{readonly text: string} | {readonly status: 'denied' | 'failed'; readonly message: string}>
}
