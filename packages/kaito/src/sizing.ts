import type {KaitoInstance} from '@ome/capacity/kaito-instances'
import {estimatedContext, estimateNodes, parallelismOf} from '@ome/capacity/kaito-nodes'
import {type Quote, rateText} from '@ome/pricing/quote'

/** A model as far as its size goes. */
export interface SizedModel {
  readonly name: string
  readonly weightGiB: number
  readonly bytesPerToken: number
}

/** What a machine costs; the region is the provider's home region where none is named. */
export type QuoteOf = (instanceType: string, region?: string) => Quote | undefined

/** A model on one instance type. */
export interface SizingRow {
  readonly instance: KaitoInstance
  readonly nodes: number
  /** Over all nodes. */
  readonly gpus: number
  /** What the weights need before whole nodes are counted. */
  readonly neededGpus: number
  readonly quote?: Quote
  /** Of all nodes. */
  readonly usdPerHour?: number
}

export interface SizingOptions {
  /** Tokens of context; KAITO reckons with 2048 where the inference config sets none. */
  readonly context?: number | undefined
  readonly region?: string | undefined
  readonly quote?: QuoteOf | undefined
}

/** A model on each of these types, as KAITO's estimator counts; types whose GPU cannot hold what is fixed are left out. */
export const sizeOn = (
  model: SizedModel,
  instances: readonly KaitoInstance[],
  options: SizingOptions = {},
): readonly SizingRow[] => instances.flatMap((instance) => sizeOnOne(model, instance, options) ?? [])

/** A model on one type; undefined when a GPU of it cannot hold what does not grow with the weights. */
export function sizeOnOne(
  model: SizedModel,
  instance: KaitoInstance,
  options: SizingOptions = {},
): SizingRow | undefined {
  const {context = estimatedContext, region, quote} = options
  const estimate = estimateNodes(model, instance, context)
  if (!estimate) return undefined
  const price = quote?.(instance.instanceType, region)
  return {
    instance,
    nodes: estimate.nodes,
    gpus: estimate.nodes * instance.gpus,
    neededGpus: estimate.gpus,
    ...(price && {quote: price, usdPerHour: price.usdPerHour * estimate.nodes}),
  }
}

/** One step of a reckoning, for people. */
export interface SizingStep {
  readonly what: string
  readonly value: string
}

const GiB = 2 ** 30

/** The reckoning behind a row, step by step. Formula: KAITO v0.12.0 `pkg/workspace/estimator/nodesestimator`. */
export function explainNodes(
  model: SizedModel,
  instance: KaitoInstance,
  context = estimatedContext,
): readonly SizingStep[] {
  const {gpus, totalMemoryGiB} = instance
  const perGpu = Math.floor((totalMemoryGiB * GiB) / gpus)
  const usable = perGpu * 0.84
  const cache = (context * model.bytesPerToken) / gpus
  const fixed = 2.3 * GiB + cache
  const weights = model.weightGiB * GiB * 1.02
  const steps = [
    {what: 'weights × 1.02', value: `${model.weightGiB} GiB × 1.02 = ${gib(weights)}`},
    {what: 'usable per GPU', value: `${gib(perGpu)} × 0.84 = ${gib(usable)}`},
    {what: 'fixed per GPU', value: `2.3 GiB + ${context} tokens × ${model.bytesPerToken} B / ${gpus} = ${gib(fixed)}`},
  ]
  const estimate = estimateNodes(model, instance, context)
  if (!estimate) return [...steps, {what: 'nodes', value: 'none: what is fixed does not fit on a GPU'}]
  const room = (usable - fixed) / 1.05
  const {tensor, pipeline, data} = parallelismOf(model.weightGiB, instance, estimate.nodes)
  return [
    ...steps,
    {what: 'left for weights', value: `(${gib(usable)} - ${gib(fixed)}) / 1.05 = ${gib(room)} per GPU`},
    {what: 'GPUs', value: `⌊${gib(weights)} / ${gib(room)}⌋ + 1 = ${estimate.gpus}`},
    {what: 'nodes', value: `⌈${estimate.gpus} / ${gpus} per node⌉ = ${estimate.nodes}`},
    {what: 'spread', value: `tensor ${tensor}, pipeline ${pipeline}, data ${data}`},
  ]
}

const gib = (bytes: number): string => `${(bytes / GiB).toFixed(2)} GiB`

/** A rate: two decimals, up to four where they say something. Unknown is `<unknown>`, never 0. */
export function usd(rate: number | undefined): string {
  if (rate === undefined) return '<unknown>'
  return `${rateText(rate)} USD`
}
