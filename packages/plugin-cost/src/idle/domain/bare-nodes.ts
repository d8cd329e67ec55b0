import type {Node} from '@ome/inference-model/node'
import type {HolderUse} from './idle.ts'
import type {GpuHolder, Holders} from './ports.ts'

/** Accelerators of a machine that was ordered for one object, and that no pod holds: who ordered it pays for it. */
export interface BareNode {
  readonly holder: GpuHolder
  readonly use: HolderUse
}

/** Labels of machines that KAITO ordered for one object. Source: KAITO v0.12.0 `api/v1beta1/labels.go`. */
const orders = [
  {
    noun: 'inferenceset',
    name: 'karpenter.kaito.sh/inferenceset',
    namespace: 'karpenter.kaito.sh/inferenceset-namespace',
  },
  {noun: 'workspace', name: 'kaito.sh/workspace', namespace: 'kaito.sh/workspacenamespace'},
  {noun: 'workspace', name: 'karpenter.kaito.sh/workspace-name', namespace: 'karpenter.kaito.sh/workspace-namespace'},
  {noun: 'ragengine', name: 'kaito.sh/ragengine', namespace: 'kaito.sh/ragenginenamespace'},
] as const

/** `namespace`: undefined for all of them. Idle since their last pod ended, else since they are there. */
export function bareNodes(
  nodes: readonly Node[],
  {holders, ended}: Holders,
  namespace: string | undefined,
): readonly BareNode[] {
  return nodes.flatMap((node) => {
    const order = orderOf(node)
    const held = holders.reduce((gpus, each) => gpus + (each.node === node.name ? each.gpus : 0), 0)
    const gpus = node.gpus - held
    if (!order || gpus <= 0 || (namespace !== undefined && order.namespace !== namespace)) return []
    const ends = ended.flatMap((each) => (each.node === node.name ? [each.atMs] : []))
    const madeMs = Date.parse(node.createdAt ?? '')
    const sinceMs = Math.max(...ends, Number.isFinite(madeMs) ? madeMs : 0)
    const holder = {namespace: order.namespace, owner: order.owner, pod: '', node: node.name, gpus, isJob: false}
    return [{holder, use: {kind: 'bare', sinceMs, hadPods: ends.length > 0}}]
  })
}

function orderOf({labels}: Node): {readonly namespace: string; readonly owner: string} | undefined {
  for (const {noun, name, namespace} of orders) {
    const [owner, where] = [labels[name], labels[namespace]]
    if (owner !== undefined && where !== undefined) return {namespace: where, owner: `${noun}/${owner}`}
  }
  return undefined
}
