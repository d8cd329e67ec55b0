import type {AcceleratorSpec} from './accelerators.ts'
import {kvCacheBytes} from './memory.ts'
import type {ModelShape, WeightType} from './model-shape.ts'

/** One engine: a model on a group of equal GPUs. */
export interface EngineSetup {
  readonly parameters: number
  readonly weightBytes: number
  readonly weightType: WeightType
  /** Without it keys and values are left out, and every parameter counts for every token. */
  readonly shape?: ModelShape
  /** 2 for 16-bit keys and values (default), 1 for fp8. */
  readonly kvBytes?: number
  readonly accelerator: AcceleratorSpec
  readonly tensorParallel: number
  /** Nodes, as pipeline stages. */
  readonly nodes: number
}

/** What a request is like, in tokens. */
export interface RequestSize {
  readonly inputTokens: number
  readonly outputTokens: number
}

/** Share of the memory bandwidth that decoding gets. Source: ai-dynamo/aiconfigurator. */
const bandwidthShare = 0.8
/** Share of the stated FLOPS that a prefill gets: a rule of thumb, hence a range. */
const prefillShare = {lowest: 0.4, highest: 0.6}
const decodeShare = 0.5

/** The sentence that goes with every figure of this file. */
export const throughputBasis = `memory bandwidth x ${bandwidthShare}, dense FLOPS x ${prefillShare.lowest} to ${prefillShare.highest}, without the traffic between GPUs`

/**
 * Seconds from one token to the next of a request, with so many requests in the batch: the longer of reading the weights
 * (of a mixture of experts those that the batch needs) with all keys and values, and of computing. With several nodes the
 * batch is in as many parts, one at each stage. Undefined where no source states the accelerator's bandwidth.
 */
export function secondsPerToken(setup: EngineSetup, batch: number, size: RequestSize): number | undefined {
  const {accelerator, tensorParallel, nodes, shape, kvBytes = 2} = setup
  if (accelerator.bandwidthGBps === undefined) return undefined
  const part = Math.max(1, batch / nodes)
  // On average a request is half way through its answer.
  const tokens = size.inputTokens + size.outputTokens / 2
  const kept = shape ? kvCacheBytes(shape, tokens, {tensorParallel, kvBytes}) / nodes : 0
  const weights = (setup.weightBytes * shareRead(setup, part)) / (tensorParallel * nodes)
  const reading = (weights + part * kept) / (accelerator.bandwidthGBps * 1e9 * bandwidthShare)
  const flops = flopsOf(setup)
  const computing =
    flops === undefined ? 0 : (2 * activeParameters(setup) * part) / (tensorParallel * nodes * flops * decodeShare)
  return nodes * Math.max(reading, computing)
}

/** Tokens that all requests of a batch get together in a second; undefined as {@link secondsPerToken}. */
export function tokensPerSecond(setup: EngineSetup, batch: number, size: RequestSize): number | undefined {
  const seconds = secondsPerToken(setup, batch, size)
  return seconds === undefined ? undefined : Math.max(1, batch) / seconds
}

/** Seconds until the first token of a request that need not wait; undefined where the FLOPS are not stated. */
export function prefillSeconds(
  setup: EngineSetup,
  tokens: number,
): {readonly lowest: number; readonly highest: number} | undefined {
  const flops = flopsOf(setup)
  if (flops === undefined) return undefined
  const seconds = (2 * activeParameters(setup) * tokens) / (setup.tensorParallel * flops)
  return {lowest: seconds / prefillShare.highest, highest: seconds / prefillShare.lowest}
}

/**
 * The smallest batch that makes so many tokens a second, at most `most` requests; undefined where even those are too few,
 * or nothing is known. Less load than one request makes is one request.
 */
export function batchFor(setup: EngineSetup, wanted: number, most: number, size: RequestSize): number | undefined {
  const makes = (batch: number): number => tokensPerSecond(setup, batch, size) ?? Number.NaN
  if (!(makes(most) >= wanted)) return undefined
  let [low, high] = [1, Math.max(1, most)]
  if (makes(low) >= wanted) return low
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    if (makes(middle) >= wanted) high = middle
    else low = middle
  }
  return high
}

/** Parameters that one token takes part in: of a mixture of experts those of the chosen ones. */
function activeParameters({parameters, shape}: EngineSetup): number {
  const experts = shape?.experts
  if (!experts) return parameters
  const inExperts = Math.min(parameters, experts.parameters)
  return parameters - inExperts * (1 - experts.perToken / experts.count)
}

/** Share of the weights that a batch reads: every token chooses its experts, and many tokens choose nearly all. */
function shareRead({parameters, shape}: EngineSetup, batch: number): number {
  const experts = shape?.experts
  if (!experts) return 1
  const inExperts = Math.min(1, experts.parameters / parameters)
  return 1 - inExperts * (1 - experts.perToken / experts.count) ** batch
}

/** An accelerator without fp8 computes such weights in 16 bit, and so does everyone with 4-bit whole numbers. */
function flopsOf({accelerator: {tflops}, weightType}: EngineSetup): number | undefined {
  const half = weightType === 'fp16' ? (tflops.fp16 ?? tflops.bf16) : (tflops.bf16 ?? tflops.fp16)
  const narrow = weightType === 'fp8' ? tflops.fp8 : weightType === 'nvfp4' ? tflops.fp4 : undefined
  const found = narrow ?? half
  return found === undefined ? undefined : found * 1e12
}
