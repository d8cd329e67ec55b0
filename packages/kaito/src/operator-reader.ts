import {at, list, text, texts} from '@ome/capacity/fields'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {Need} from '@ome/sdk/need'
import {
  inferredProfile,
  type OperatorEvidence,
  type OperatorProfile,
  type ProfileOverrides,
  profileOf,
} from './operator-profile.ts'

const deployments: ResourceRef = {group: 'apps', version: 'v1', plural: 'deployments', namespaced: true}
const nodes: ResourceRef = {group: '', version: 'v1', plural: 'nodes', namespaced: false}

/** What {@link readOperator} takes. */
export const readsOperator: readonly Need[] = [
  {
    apiGroups: ['apps'],
    resources: ['deployments'],
    verbs: ['list'],
    scope: 'cluster',
    optional: true,
    why: "reads the operator's version, cloud and gates",
  },
  {
    apiGroups: [''],
    resources: ['nodes'],
    verbs: ['list'],
    scope: 'cluster',
    optional: true,
    why: "tells the cloud where the operator's arguments cannot be read",
  },
]

/** The operator as its Deployment tells it; no profile where KAITO is served and that cannot be found or read. */
export async function readOperatorArguments(
  kube: KubeClient,
  overrides: ProfileOverrides = {},
): Promise<{readonly isServed: boolean; readonly profile?: OperatorProfile}> {
  const [served, labelled] = await Promise.all([
    kube.resolve('workspaces.kaito.sh'),
    readable(kube.list(deployments, {labelSelector: 'app.kubernetes.io/name=workspace'})),
  ])
  if (!served) return {isServed: false}
  const onlyOperators = (object: KubeObject) => (operatorEvidence(object) ? object : undefined)
  const found = evidenceIn(labelled) ?? evidenceIn(await readable(kube.list(deployments, {keep: onlyOperators})))
  return {isServed: true, ...(found && {profile: profileOf(found, overrides)})}
}

/**
 * The profile of the cluster's workspace operator: by its Deployment, else by kinds and nodes. Undefined where KAITO is not
 * served.
 */
export async function readOperator(
  kube: KubeClient,
  overrides: ProfileOverrides = {},
): Promise<OperatorProfile | undefined> {
  const {isServed, profile} = await readOperatorArguments(kube, overrides)
  if (!isServed || profile) return profile
  const [machines, resources] = await Promise.all([readable(kube.list(nodes, {keep: onlyProvider})), kube.resources()])
  return inferredProfile(
    {
      providerIds: machines.map((node) => text(at(node, 'spec', 'providerID')) ?? ''),
      karpenterKinds: resources.filter(({group}) => group === 'karpenter.sh').map(({plural}) => plural),
    },
    overrides,
  )
}

const evidenceIn = (found: readonly KubeObject[]): OperatorEvidence | undefined =>
  found.map(operatorEvidence).find((evidence) => evidence !== undefined)

const onlyProvider = ({apiVersion, kind, metadata, spec}: KubeObject): KubeObject => ({
  apiVersion,
  kind,
  metadata: {name: metadata.name},
  spec: {providerID: at(spec, 'providerID')},
})

/** Whether a Deployment is the workspace operator, and what it says. */
function operatorEvidence({metadata, spec}: KubeObject): OperatorEvidence | undefined {
  const containers = list(at(spec, 'template', 'spec', 'containers'))
  const container = containers.find(
    (each) => at(each, 'name') === 'workspace' && texts(at(each, 'args')).some((word) => isOperators(word)),
  )
  if (container === undefined) return undefined
  const env = list(at(container, 'env')).map((entry) => [text(at(entry, 'name')), text(at(entry, 'value'))] as const)
  const labels = metadata.labels ?? {}
  const version = /:v?(\d+\.\d+\.\d+[\w.-]*)$/.exec(text(at(container, 'image')) ?? '')?.[1]
  const told = version ?? labels['app.kubernetes.io/version']
  const release = metadata.annotations?.['meta.helm.sh/release-name']
  return {
    args: texts(at(container, 'args')),
    env: Object.fromEntries(env.filter((entry): entry is readonly [string, string] => entry.every(Boolean))),
    namespace: metadata.namespace ?? '',
    ...(told !== undefined && {version: told}),
    ...(release !== undefined && {release}),
    managed: labels['kubernetes.azure.com/managedby'] !== undefined || metadata.namespace === 'kube-system',
  }
}

const isOperators = (word: string): boolean =>
  word.startsWith('--feature-gates') || word.startsWith('--node-provisioner')

/** Nothing where this person may not look. */
async function readable(reading: Promise<KubeObject[]>): Promise<KubeObject[]> {
  try {
    return await reading
  } catch (error) {
    if (isOmeError(error) && error.kind === 'denied') return []
    throw error
  }
}
