import {type AcceleratorSpec, acceleratorOf} from '@ome/capacity/accelerators'
import {type Accelerator, freeOn} from '@ome/inference-model/accelerator'
import type {Place} from '@ome/inference-model/deploy/placement'
import type {Node} from '@ome/inference-model/node'
import type {ServicePod} from '@ome/inference-model/service-pod'
import type {PriceBook} from '@ome/pricing/price-book'
import {quoteSource} from '@ome/pricing/quote'

/** Machines with one kind of GPU. */
export interface Target {
  /** Of the class, or the product of nodes that no class covers. */
  readonly name: string
  readonly byClass: boolean
  readonly nodeSelector: Readonly<Record<string, string>>
  /** Absent for a product that no source describes. */
  readonly spec?: AcceleratorSpec
  /** The smallest of its nodes'. */
  readonly gpuMemoryBytes: number
  readonly gpusPerNode: number
  /** Free GPUs: with those that the service itself holds. */
  readonly places: readonly Place[]
  readonly price?: {readonly usdPerGpuHour: number; readonly source: string}
}

export interface TargetSources {
  readonly accelerators: readonly Accelerator[]
  readonly nodes: readonly Node[]
  readonly used: ReadonlyMap<string, number>
  /** Of the service. */
  readonly pods: readonly ServicePod[]
  readonly book: PriceBook
}

/** The kinds of machines of a cluster that take pods, and those whose memory nobody tells by name. */
export function targetsOf(sources: TargetSources): {
  readonly targets: readonly Target[]
  readonly dark: readonly string[]
} {
  const free = freed(sources)
  const found = sources.accelerators.map(
    (accelerator) => [accelerator.name, targetOf(accelerator, sources, free)] as const,
  )
  return {
    targets: found.flatMap(([, target]) => (target && target !== 'dark' ? [target] : [])),
    dark: found.flatMap(([name, target]) => (target === 'dark' ? [name] : [])),
  }
}

function targetOf(
  {name, source, nodeSelector, nodes: names, memoryBytes}: Accelerator,
  {nodes, book}: TargetSources,
  free: (node: Node) => number,
): Target | 'dark' | undefined {
  const own = nodes.filter((node) => names.includes(node.name) && node.schedulable && node.gpus > 0)
  const [first] = own
  if (!first) return undefined
  const memories = own.map((node) => memoryOf(node) ?? memoryBytes)
  const known = memories.filter((bytes) => bytes !== undefined)
  if (known.length < memories.length) return 'dark'
  const gpuMemoryBytes = Math.min(...known)
  const spec = acceleratorOf(first.product ?? name, gpuMemoryBytes / 2 ** 30)
  return {
    name,
    byClass: source === 'class',
    nodeSelector,
    ...(spec && {spec}),
    gpuMemoryBytes,
    gpusPerNode: Math.max(...own.map(({gpus}) => gpus)),
    places: own.map((node) => ({node, freeGpus: free(node)})),
    ...priceOf(own, book),
  }
}

const memoryOf = ({gpuMemoryBytes, product}: Node): number | undefined => {
  const known = product === undefined ? undefined : acceleratorOf(product)
  return gpuMemoryBytes ?? (known && known.memoryGiB * 2 ** 30)
}

/** The dearest of its nodes': nothing costs more than it says. Unknown where one of them has no price. */
function priceOf(nodes: readonly Node[], book: PriceBook): Pick<Target, 'price'> {
  const quotes = nodes.map((node) => book.quote(node))
  const known = quotes
    .filter((quote) => quote !== undefined)
    .map((quote) => ({quote, each: quote.usdPerHour / quote.gpus}))
  const dearest = known.toSorted((left, right) => right.each - left.each)[0]
  if (!dearest || known.length < quotes.length) return {}
  const isOne = known.every(({each}) => each === dearest.each)
  const source = `${quoteSource(dearest.quote)}${isOne ? '' : ', the dearest of its nodes'}`
  return {price: {usdPerGpuHour: dearest.each, source}}
}

/** What is free when the service has given back what it holds. */
function freed({used, pods}: TargetSources): (node: Node) => number {
  const own = new Map<string, number>()
  for (const {node, gpus} of pods) if (node !== undefined) own.set(node, (own.get(node) ?? 0) + gpus)
  const others = new Map([...used].map(([node, gpus]) => [node, Math.max(0, gpus - (own.get(node) ?? 0))]))
  return (node) => freeOn(node, others)
}

/** Pods of so many GPUs that its nodes have room for: in all, and now. */
export function podRoom(places: readonly Place[], gpusPerPod: number): {readonly all: number; readonly free: number} {
  const pods = (gpus: number): number => Math.floor(Math.max(0, gpus) / gpusPerPod)
  return {
    all: places.reduce((sum, {node}) => sum + pods(node.gpus), 0),
    free: places.reduce((sum, {freeGpus}) => sum + pods(freeGpus), 0),
  }
}
