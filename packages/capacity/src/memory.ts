import type {ModelShape, WeightType} from './model-shape.ts'

const GiB = 2 ** 30

/** Bytes per parameter, scales included: int4 has a 16-bit scale per 128, mxfp4 one byte per 32, nvfp4 9 bits per 16. */
export const bytesPerParameter: Readonly<Record<WeightType, number>> = {
  fp32: 4,
  bf16: 2,
  fp16: 2,
  fp8: 1,
  int8: 1,
  int4: 0.516,
  nvfp4: 9 / 16,
  mxfp4: 0.53,
}

/** An estimate; the sum of the safetensors sizes is better when it is known (embeddings and norms stay in 16 bit). */
export const weightBytes = (parameters: number, type: WeightType): number => parameters * bytesPerParameter[type]

/**
 * Constants of the estimate. Defaults: utilisation 0.9 is vLLM's `--gpu-memory-utilization`; weights × 1.02, 2.3 GiB per
 * GPU and 5 % of a GPU's weights are the constants of kaito-project/kaito `pkg/workspace/estimator`.
 */
export interface FitConstants {
  readonly utilisation: number
  readonly weightFactor: number
  readonly overheadGiB: number
  readonly activationShare: number
}

export const fitConstants: FitConstants = {
  utilisation: 0.9,
  weightFactor: 1.02,
  overheadGiB: 2.3,
  activationShare: 0.05,
}

/** The sentence that goes with every figure of {@link gpusNeeded}. */
export const describeFit = ({
  utilisation,
  weightFactor,
  overheadGiB,
  activationShare,
}: FitConstants = fitConstants): string =>
  `weights x ${weightFactor} + ${Math.round(activationShare * 100)} % + ${overheadGiB} GiB per GPU + KV cache <= ${utilisation} of GPU memory (KAITO estimator)`

export interface FitInput {
  /** Size of all weights. */
  readonly weightBytes: number
  /** Without it the KV cache is left out. */
  readonly shape?: ModelShape
  readonly gpuMemoryBytes: number
  /** Tokens that all running sequences together must find room for; default 2048. */
  readonly contextTokens?: number
  /** 2 for 16-bit KV (default), 1 for fp8. */
  readonly kvBytes?: number
  /** GPUs of one node; default 8. */
  readonly gpusPerNode?: number
  readonly constants?: FitConstants
}

/** One way to place a model: `gpus` = nodes × GPUs used on each. */
export interface Fit {
  readonly gpus: number
  /** Tensor parallelism inside a node. */
  readonly tensorParallel: number
  /** Nodes, as pipeline stages. */
  readonly nodes: number
  /** Needed and usable on one GPU. */
  readonly neededBytes: number
  readonly usableBytes: number
  /** Tokens of KV cache that fit beside the weights; absent without a shape. */
  readonly maxTokens?: number
}

/** Most nodes that {@link gpusNeeded} looks at. */
const maxNodes = 16

/**
 * The fewest GPUs that hold a model: 1, 2, 4, 8 … of one node, then whole nodes as pipeline stages. Attention heads must
 * divide by the tensor parallelism. Undefined when even 16 nodes are too few.
 */
export function gpusNeeded(input: FitInput): Fit | undefined {
  const perNode = input.gpusPerNode ?? 8
  for (let tensorParallel = 1; tensorParallel <= perNode; tensorParallel *= 2) {
    const fit = place(input, tensorParallel, 1)
    if (fit) return fit
  }
  const widest = 2 ** Math.floor(Math.log2(perNode))
  for (let nodes = 2; nodes <= maxNodes; nodes++) {
    const fit = place(input, widest, nodes)
    if (fit) return fit
  }
  return undefined
}

/** What one GPU of a placement holds, in bytes. */
export interface FitParts {
  /** Its share of the weights, with the factor of the constants. */
  readonly weights: number
  readonly activations: number
  readonly overhead: number
  /** 0 without a shape. */
  readonly kvCache: number
}

/** The parts that {@link Fit.neededBytes} is the sum of. */
export function fitParts(input: FitInput, tensorParallel: number, nodes: number): FitParts {
  const {shape, contextTokens = 2048, kvBytes = 2, constants = fitConstants} = input
  const weights = (input.weightBytes * constants.weightFactor) / (tensorParallel * nodes)
  return {
    weights,
    activations: weights * constants.activationShare,
    overhead: constants.overheadGiB * GiB,
    kvCache: shape ? kvCacheBytes(shape, contextTokens, {tensorParallel, kvBytes}) / nodes : 0,
  }
}

/** Why a placement is none: the attention heads cannot be dealt out so, or a GPU has too little memory. */
export type Misfit =
  | {readonly reason: 'heads'; readonly heads: number}
  | {readonly reason: 'memory'; readonly neededBytes: number; readonly usableBytes: number}

/** The placement on this many GPUs; undefined when it does not fit or the heads cannot be split so. */
export function place(input: FitInput, tensorParallel: number, nodes: number): Fit | undefined {
  const found = tryPlace(input, tensorParallel, nodes)
  return 'reason' in found ? undefined : found
}

/** The placement on this many GPUs, or why there is none. */
export function tryPlace(input: FitInput, tensorParallel: number, nodes: number): Fit | Misfit {
  const {shape, kvBytes = 2, constants = fitConstants} = input
  if (shape && shape.heads % tensorParallel !== 0) return {reason: 'heads', heads: shape.heads}
  const {weights, activations, overhead, kvCache} = fitParts(input, tensorParallel, nodes)
  const fixed = weights + activations + overhead
  const usableBytes = input.gpuMemoryBytes * constants.utilisation
  const neededBytes = fixed + kvCache
  if (neededBytes > usableBytes) return {reason: 'memory', neededBytes, usableBytes}
  const perToken = shape ? kvCacheBytes(shape, 1, {tensorParallel, kvBytes}) / nodes : 0
  const room = perToken > 0 ? {maxTokens: Math.floor((usableBytes - fixed) / perToken)} : {}
  return {gpus: tensorParallel * nodes, tensorParallel, nodes, neededBytes, usableBytes, ...room}
}

/**
 * KV cache of one GPU for a context, in bytes. Grouped heads are split over the GPUs down to one head each and then
 * repeated; a latent (MLA) is not split; windowed layers keep their window; layers with constant state count nothing.
 */
export function kvCacheBytes(
  shape: ModelShape,
  tokens: number,
  {tensorParallel = 1, kvBytes = 2}: {readonly tensorParallel?: number; readonly kvBytes?: number} = {},
): number {
  const heads = Math.max(1, Math.ceil(shape.kvHeads / tensorParallel))
  const perLayerToken = shape.latentDim === undefined ? 2 * heads * shape.headDim * kvBytes : shape.latentDim * kvBytes
  const windowed = shape.windowed ?? {layers: 0, window: 0}
  const full = Math.max(0, shape.layers - windowed.layers - shape.stateLayers)
  return perLayerToken * (full * tokens + windowed.layers * Math.min(tokens, windowed.window))
}

/** KV cache of one token over the whole model, in bytes. */
export const kvBytesPerToken = (shape: ModelShape, kvBytes = 2): number => kvCacheBytes(shape, 1, {kvBytes})
