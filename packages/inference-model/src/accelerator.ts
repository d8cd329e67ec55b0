import {at, fields, text, textMap} from '@ome/capacity/fields'
import {parseQuantity} from '@ome/capacity/quantity'
import type {KubeObject} from '@ome/sdk/kube'
import {type Node, nodeMatches} from './node.ts'

/** An AcceleratorClass, or a group of nodes with the same accelerator that no class covers. */
export interface Accelerator {
  /** Of the class; for a group the product label. */
  readonly name: string
  readonly source: 'class' | 'nodes'
  readonly vendor?: string
  readonly family?: string
  readonly model?: string
  /** Of one accelerator. */
  readonly memoryBytes?: number
  readonly nodes: readonly string[]
  readonly gpus: number
  /** Accelerators not in use on schedulable nodes. */
  readonly free: number
  readonly nodeSelector: Readonly<Record<string, string>>
  /** Dollars per accelerator-hour as the class states them. */
  readonly costPerHour?: number
  readonly spotCostPerHour?: number
  /** Of the class. */
  readonly labels?: Readonly<Record<string, string>>
  readonly createdAt?: string
}

/** What placement needs: nodes, and accelerators in use per node ({@link usedGpus}). */
export interface AcceleratorSurroundings {
  readonly nodes: readonly Node[]
  readonly used: ReadonlyMap<string, number>
}

/** Classes by name, then the node groups that no class covers, by product. */
export function toAccelerators(
  classes: readonly KubeObject[],
  around: AcceleratorSurroundings,
): readonly Accelerator[] {
  const gpuNodes = around.nodes.filter(({gpus}) => gpus > 0)
  const named = classes.map((object) => toClass(object, gpuNodes, around.used))
  const covered = new Set(named.flatMap(({nodes}) => nodes))
  const groups = Map.groupBy(
    gpuNodes.filter(({name}) => !covered.has(name)),
    ({product}) => product ?? 'unknown',
  )
  const rest = [...groups].map(([product, nodes]) => toGroup(product, nodes, around.used))
  return [...named.sort(byName), ...rest.sort(byName)]
}

/** Free accelerators of one node; none when it takes no pods. */
export const freeOn = (node: Node, used: ReadonlyMap<string, number>): number =>
  node.schedulable ? Math.max(0, node.gpus - (used.get(node.name) ?? 0)) : 0

function toClass(object: KubeObject, nodes: readonly Node[], used: ReadonlyMap<string, number>): Accelerator {
  const spec = fields(object['spec'])
  const selector = textMap(at(spec, 'discovery', 'nodeSelector'))
  const affinity = at(spec, 'discovery', 'affinity', 'nodeAffinity') ?? at(spec, 'discovery', 'affinity')
  const unselective = Object.keys(selector).length === 0 && affinity === undefined
  const matching = unselective ? [] : nodes.filter((node) => nodeMatches(node, selector, affinity))
  const memory = parseQuantity(at(spec, 'capabilities', 'memoryGB'))
  const cost = parseQuantity(at(spec, 'cost', 'perHour'))
  const spot = parseQuantity(at(spec, 'cost', 'spotPerHour'))
  const [vendor, family, model] = ['vendor', 'family', 'model'].map((key) => text(spec[key]))
  return {
    name: object.metadata.name,
    source: 'class',
    ...(vendor !== undefined && {vendor}),
    ...(family !== undefined && {family}),
    ...(model !== undefined && {model}),
    ...(memory !== undefined && {memoryBytes: memory}),
    ...countsOf(matching, used),
    nodeSelector: selector,
    ...(cost !== undefined && {costPerHour: cost}),
    ...(spot !== undefined && {spotCostPerHour: spot}),
    ...(object.metadata.labels !== undefined && {labels: textMap(object.metadata.labels)}),
    ...(object.metadata.creationTimestamp !== undefined && {createdAt: object.metadata.creationTimestamp}),
  }
}

function toGroup(product: string, nodes: readonly Node[], used: ReadonlyMap<string, number>): Accelerator {
  const memory = nodes.map(({gpuMemoryBytes}) => gpuMemoryBytes).find((bytes) => bytes !== undefined)
  const vendor = /^nvidia/i.test(product) ? 'nvidia' : /^amd/i.test(product) ? 'amd' : undefined
  return {
    name: product,
    source: 'nodes',
    ...(vendor !== undefined && {vendor}),
    ...(memory !== undefined && {memoryBytes: memory}),
    ...countsOf(nodes, used),
    nodeSelector: product === 'unknown' ? {} : {'nvidia.com/gpu.product': product},
  }
}

function countsOf(
  nodes: readonly Node[],
  used: ReadonlyMap<string, number>,
): Pick<Accelerator, 'nodes' | 'gpus' | 'free'> {
  return {
    nodes: nodes.map(({name}) => name).sort(),
    gpus: nodes.reduce((sum, {gpus}) => sum + gpus, 0),
    free: nodes.reduce((sum, node) => sum + freeOn(node, used), 0),
  }
}

const byName = (left: Accelerator, right: Accelerator): number => (left.name < right.name ? -1 : 1)
