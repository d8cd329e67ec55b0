import type {Node} from '@ome/inference-model/node'
import {OmeError} from '@ome/sdk/errors'
import {type OperatorProfile, provisions} from './operator-profile.ts'

/** Labels that KAITO takes for itself: a selector of nothing else is rejected, others are ignored. Source: KAITO v0.12.0 `api/v1beta1/labels.go`. */
const reserved: ReadonlySet<string> = new Set([
  'kaito.sh/workspace',
  'kaito.sh/workspacenamespace',
  'kaito.sh/ragengine',
  'kaito.sh/ragenginenamespace',
  'karpenter.kaito.sh/workspace-name',
  'karpenter.kaito.sh/workspace-namespace',
  'karpenter.kaito.sh/inferenceset',
  'karpenter.kaito.sh/inferenceset-namespace',
])

const product = 'nvidia.com/gpu.product'

/** The GPUs of own nodes, as KAITO reads them from the labels of GPU feature discovery. */
export interface OwnNodes {
  readonly gpus: number
  /** Of all GPUs of one node. */
  readonly totalMemoryGiB: number
  readonly gpuModel: string
  /** Nodes that match and are ready. */
  readonly count: number
  readonly instanceType?: string
  readonly region?: string
}

export interface NodeChoice {
  readonly matchLabels: Readonly<Record<string, string>>
  readonly note?: string
  /** Only where nodes are the cluster's own. */
  readonly own?: OwnNodes
}

/**
 * The labels an object selects its nodes by: `apps: NAME`, and where nodes are the cluster's own those given, else the GPU
 * all of them share. Throws `usage` for reserved keys and where own nodes differ, `unmet` where none match.
 */
export function chooseNodes(
  profile: Pick<OperatorProfile, 'nodeMode'>,
  name: string,
  given: Readonly<Record<string, string>>,
  nodes: readonly Node[],
): NodeChoice {
  const taken = Object.keys(given).filter((key) => reserved.has(key))
  if (taken.length > 0)
    throw new OmeError('usage', `--node-selector ${taken.join(', ')}: KAITO keeps these labels for itself`, [
      `use a key of your own, as apps=${name}`,
    ])
  const isGiven = Object.keys(given).length > 0
  if (provisions(profile)) return {matchLabels: isGiven ? given : {apps: name}}
  const usable = nodes.filter((node) => node.ready && node.product !== undefined && memoryOf(node) !== undefined)
  const matching = usable.filter(({labels}) => Object.entries(given).every(([key, value]) => labels[key] === value))
  const [first] = matching
  if (!first) throw noNodes(given, usable)
  const kinds = new Set(
    matching.map((node) => `${node.product} ${node.labels['nvidia.com/gpu.count']} ${memoryOf(node)}`),
  )
  if (kinds.size > 1) {
    const products = [...new Set(matching.map((node) => node.product))]
    throw new OmeError(
      'usage',
      `the nodes differ in their GPUs: ${products.join(', ')}; KAITO takes nodes of one kind`,
      [`choose one: --node-selector ${product}=${products[0]}`],
    )
  }
  const own = ownNodes(first, matching.length)
  if (isGiven) return {matchLabels: given, own}
  const label = first.product ?? ''
  return {matchLabels: {[product]: label}, own, note: `nodes with ${product}=${label}: what all GPU nodes share`}
}

/** KAITO rounds to whole GiB. */
const memoryOf = ({gpuMemoryBytes}: Node): number | undefined =>
  gpuMemoryBytes === undefined ? undefined : Math.round(gpuMemoryBytes / 2 ** 30)

function ownNodes(node: Node, count: number): OwnNodes {
  const gpus = Number(node.labels['nvidia.com/gpu.count'] ?? node.gpus) || 1
  return {
    gpus,
    totalMemoryGiB: (memoryOf(node) ?? 0) * gpus,
    gpuModel: node.product ?? '',
    count,
    ...(node.instanceType !== undefined && {instanceType: node.instanceType}),
    ...(node.region !== undefined && {region: node.region}),
  }
}

const noNodes = (given: Readonly<Record<string, string>>, usable: readonly Node[]): OmeError => {
  const wanted = Object.entries(given).map(([key, value]) => `${key}=${value}`)
  return usable.length === 0
    ? new OmeError('unmet', 'no ready node has the labels of a GPU (nvidia.com/gpu.product, gpu.count, gpu.memory)', [
        'KAITO makes no nodes in this cluster, and takes those that are there',
      ])
    : new OmeError('unmet', `no ready GPU node has ${wanted.join(', ')}`, [
        'see their labels: kubectl get nodes --show-labels',
      ])
}
