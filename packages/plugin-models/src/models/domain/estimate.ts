import {type AcceleratorSpec, acceleratorOf, knownAccelerators} from '@ome/capacity/accelerators'
import {
  type Fit,
  type FitInput,
  type FitParts,
  fitParts,
  gpusNeeded,
  kvBytesPerToken,
  weightBytes,
} from '@ome/capacity/memory'
import type {WeightType} from '@ome/capacity/model-shape'
import {instancePrice} from '@ome/capacity/prices'
import type {Accelerator} from '@ome/inference-model/accelerator'
import {freeOn} from '@ome/inference-model/accelerator'
import type {Node} from '@ome/inference-model/node'
import {type GpuPrice, gpuPrice} from '@ome/pricing/gpu-price'
import type {PriceSource} from '@ome/pricing/quote'
import {OmeError} from '@ome/sdk/errors'
import {gpuMemoryBytes, type Machines} from '../../domain/placement.ts'
import type {Around, Subject} from './subject.ts'

/** Equal machines that could run a model: of the cluster, or of the tables. */
export interface Target {
  readonly accelerator: string
  readonly source: 'cluster' | 'accelerator table' | 'instance table'
  readonly gpuMemoryBytes: number
  readonly gpusPerNode: number
  readonly instanceType?: string
  /** Those of the cluster. */
  readonly nodes?: readonly Node[]
  readonly price?: GpuPrice
}

/** A model on one kind of machine. */
export interface Placing {
  readonly target: Target
  /** Absent when even all nodes are too few. */
  readonly fit?: Fit
  /** What one GPU holds. */
  readonly parts?: FitParts
  /** Longest context of one request, when all of them are as long; absent when the model's shape is not known. */
  readonly maxContext?: number
  /** GPUs are free now; of the cluster only. */
  readonly free?: boolean
  readonly usdPerHour?: number
}

export interface Estimate {
  readonly subject: Subject
  readonly weightBytes: number
  readonly weightType: WeightType
  /** Neither config.json nor the command line says how the weights are stored. */
  readonly typeAssumed: boolean
  readonly weightSource: 'files' | 'parameters'
  readonly kvBytes: number
  readonly kvBytesPerToken?: number
  readonly contextTokens: number
  readonly concurrency: number
  /** Fewest GPUs first. */
  readonly placings: readonly Placing[]
}

export interface EstimateQuestion {
  readonly contextTokens?: number | undefined
  readonly concurrency: number
  /** As if the weights were stored so. */
  readonly weightType?: WeightType | undefined
  readonly kvBytes: number
}

const usualContext = 8192

/** What a model needs on each kind of machine. Throws `failed` when its size is not known. */
export function estimate(
  subject: Subject,
  targets: readonly Target[],
  used: Machines['used'],
  question: EstimateQuestion,
): Estimate {
  const {metadata} = subject
  const weights = weightsOf(subject, question.weightType)
  const longest = metadata.maxTokens ?? metadata.shape?.maxTokens
  const contextTokens = question.contextTokens ?? Math.min(usualContext, longest ?? usualContext)
  const input = {
    weightBytes: weights.weightBytes,
    ...(metadata.shape && {shape: metadata.shape}),
    contextTokens: contextTokens * question.concurrency,
    kvBytes: question.kvBytes,
  }
  const placings = targets.map((target) => placing(target, input, {used, longest, concurrency: question.concurrency}))
  return {
    subject,
    ...weights,
    kvBytes: question.kvBytes,
    ...(metadata.shape && {kvBytesPerToken: kvBytesPerToken(metadata.shape, question.kvBytes)}),
    contextTokens,
    concurrency: question.concurrency,
    placings: placings.sort(byEffort),
  }
}

const byEffort = (left: Placing, right: Placing): number =>
  (left.fit?.gpus ?? Number.POSITIVE_INFINITY) - (right.fit?.gpus ?? Number.POSITIVE_INFINITY) ||
  (left.usdPerHour ?? Number.POSITIVE_INFINITY) - (right.usdPerHour ?? Number.POSITIVE_INFINITY) ||
  left.target.gpuMemoryBytes - right.target.gpuMemoryBytes

function weightsOf(
  {name, metadata}: Subject,
  asked: WeightType | undefined,
): Pick<Estimate, 'weightBytes' | 'weightType' | 'typeAssumed' | 'weightSource'> {
  const {parameters, weightType = 'bf16', sizeSource} = metadata
  const typeAssumed = asked === undefined && metadata.weightType === undefined
  if (asked !== undefined && asked !== metadata.weightType && parameters !== undefined)
    return {weightBytes: weightBytes(parameters, asked), weightType: asked, typeAssumed, weightSource: 'parameters'}
  if (metadata.weightBytes !== undefined)
    return {
      weightBytes: metadata.weightBytes,
      weightType: asked ?? weightType,
      typeAssumed,
      weightSource: sizeSource === 'files' ? 'files' : 'parameters',
    }
  throw new OmeError('failed', `the size of "${name}" is not known: neither its parameters nor its files`, [
    'see how far it is: ome models status',
    'estimate it by its hub id: ome models estimate ORG/NAME',
  ])
}

type Input = Omit<FitInput, 'gpuMemoryBytes' | 'gpusPerNode'>

interface Circumstances {
  readonly used: Machines['used']
  /** Longest context of the model itself. */
  readonly longest: number | undefined
  readonly concurrency: number
}

function placing(target: Target, input: Input, {used, longest, concurrency}: Circumstances): Placing {
  const fit = gpusNeeded({...input, ...target})
  if (!fit || (target.nodes && fit.nodes > target.nodes.length)) return {target}
  const room = fit.maxTokens === undefined ? undefined : Math.floor(fit.maxTokens / concurrency)
  const roomy = target.nodes?.filter((node) => freeOn(node, used) >= fit.tensorParallel)
  return {
    target,
    fit,
    parts: fitParts({...input, ...target}, fit.tensorParallel, fit.nodes),
    ...(room !== undefined && {maxContext: Math.min(room, longest ?? room)}),
    ...(roomy && {free: roomy.length >= fit.nodes}),
    ...(target.price && {usdPerHour: target.price.usdPerGpuHour * fit.gpus}),
  }
}

/** The kinds of machines of a cluster: by accelerator and instance type. */
export function clusterTargets(
  {nodes = [], accelerators}: NonNullable<Around>,
  prices?: PriceSource,
): readonly Target[] {
  return accelerators.flatMap((accelerator) => {
    const own = nodes.filter(({name}) => accelerator.nodes.includes(name))
    return [...Map.groupBy(own, ({instanceType}) => instanceType)].flatMap(([instanceType, group]) =>
      toTarget(accelerator, accelerators, {group, instanceType, prices}),
    )
  })
}

function toTarget(
  accelerator: Accelerator,
  accelerators: readonly Accelerator[],
  {
    group,
    instanceType,
    prices,
  }: {
    readonly group: readonly Node[]
    readonly instanceType: string | undefined
    readonly prices: PriceSource | undefined
  },
): readonly Target[] {
  const memory = gpuMemoryBytes(group) ?? accelerator.memoryBytes
  const [first] = group
  if (memory === undefined || !first) return []
  const price = gpuPrice(first, accelerators, prices)
  return [
    {
      accelerator: accelerator.name,
      source: 'cluster',
      gpuMemoryBytes: memory,
      gpusPerNode: Math.max(...group.map(({gpus}) => gpus)),
      nodes: group,
      ...(instanceType !== undefined && {instanceType}),
      ...(price && {price}),
    },
  ]
}

/** Every accelerator of the table, eight to a node. */
export const tableTargets = (): readonly Target[] =>
  knownAccelerators().map(({model, memoryGiB}: AcceleratorSpec) => ({
    accelerator: model,
    source: 'accelerator table',
    gpuMemoryBytes: memoryGiB * 2 ** 30,
    gpusPerNode: 8,
  }))

/** A cloud's instance type. Throws `not-found` for one that no table lists. */
export function instanceTarget(instanceType: string, region: string | undefined, prices?: PriceSource): Target {
  const found = instancePrice({instanceType, ...(region !== undefined && {region})})
  if (!found || found.gpus < 1)
    throw new OmeError('not-found', `instance type "${instanceType}" is in none of the price tables`, [
      'they hold the GPU instances of AWS, Azure, Google and Oracle clouds, as these write them: p5.48xlarge',
    ])
  const machine = {instanceType, gpus: found.gpus, ...(region !== undefined && {region})}
  const price = gpuPrice(machine, [], prices)
  return {
    accelerator: found.gpuModel,
    source: 'instance table',
    gpuMemoryBytes: found.gpuMemoryGiB * 2 ** 30,
    gpusPerNode: found.gpus,
    instanceType,
    ...(price && {price}),
  }
}

/** Targets of one accelerator, by the name of its class, its product or its model. */
export function ofAccelerator(targets: readonly Target[], word: string): readonly Target[] {
  const wanted = word.toLowerCase()
  const model = acceleratorOf(word)?.model
  const named = targets.filter(
    ({accelerator, nodes = []}) =>
      accelerator.toLowerCase() === wanted || nodes.some(({product}) => product?.toLowerCase() === wanted),
  )
  return named.length > 0
    ? named
    : targets.filter(({accelerator}) => model !== undefined && acceleratorOf(accelerator)?.model === model)
}
