/** What a release of the operator knows by heart. */
export interface OperatorRelease {
  /** `0.12`. */
  readonly minor: string
  readonly gates: readonly GateFact[]
}

export interface GateFact {
  readonly name: string
  readonly byDefault: boolean
  /** What it switches, in one clause. */
  readonly effect: string
  /** Gates without which the operator does not start. */
  readonly requires?: readonly string[]
  /** Value of the chart that switches more than the operator's argument: CRDs, webhooks, rights. */
  readonly alsoInChart?: string
}

/**
 * Gates of the workspace operator. Source: KAITO v0.12.0 `pkg/featuregates/featuregates.go` and the templates of chart
 * `workspace`.
 */
const release012: OperatorRelease = {
  minor: '0.12',
  gates: [
    {
      name: 'vLLM',
      byDefault: true,
      effect: 'engines are vLLM unless a Workspace asks for transformers; off: all are transformers',
    },
    {
      name: 'disableNodeAutoProvisioning',
      byDefault: false,
      effect: 'only nodes that are there are used; --node-provisioner decides over it',
    },
    {
      name: 'gatewayAPIInferenceExtension',
      byDefault: false,
      effect: 'an InferenceSet gets an InferencePool',
      alsoInChart: 'Flux controllers and rights',
    },
    {
      name: 'enableInferenceSetController',
      byDefault: true,
      effect: 'InferenceSets are carried out',
      alsoInChart: 'rights and webhook',
    },
    {name: 'enableMIG', byDefault: false, effect: 'slices of a GPU, on own nodes'},
    {name: 'enableAccelerator', byDefault: false, effect: 'some of the GPUs of a node, on own nodes'},
    {
      name: 'enableMultiRoleInferenceController',
      byDefault: false,
      effect: 'prefill and decode apart',
      alsoInChart: 'kind MultiRoleInference, rights and webhook',
    },
    {
      name: 'ModelMirror',
      byDefault: false,
      effect: 'copies of weights in the cluster',
      alsoInChart: 'rights and webhook',
    },
    {name: 'ModelStreaming', byDefault: false, effect: 'weights are streamed from a copy', requires: ['ModelMirror']},
    {name: 'enableBaseImageAutoUpgrade', byDefault: false, effect: 'running sets follow a new base image'},
  ],
}

const releases: readonly OperatorRelease[] = [release012]

/** The newest release this product knows. */
export const newestRelease: OperatorRelease = release012

/** What is known of a version: its own release, else the newest with `isOther`. */
export function releaseOf(version: string | undefined): OperatorRelease & {readonly isOther: boolean} {
  const minor = version === undefined ? undefined : /^v?(\d+\.\d+)/.exec(version)?.[1]
  const own = releases.find((release) => release.minor === minor)
  return {...(own ?? newestRelease), isOther: version !== undefined && own === undefined}
}

/** Gates that there were once, with what became of them. */
const formerGates: Readonly<Record<string, string>> = {
  ensureNodeClass: 'it made the node class of Karpenter; the operator does that without a gate now',
}

/** What became of a gate that exists no more. */
export const formerGate = (name: string): string | undefined =>
  Object.entries(formerGates).find(([former]) => former.toLowerCase() === name.toLowerCase())?.[1]
