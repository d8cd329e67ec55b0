import type {ApiObject} from '../../api.ts'
import {speedOf} from '../../engines/latency.ts'
import {quantity} from '../../quantity.ts'

/** What the start-up benchmark of an engine finds. */
export interface Benchmark {
  readonly durationSec: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly maxConcurrency: number
  readonly totalTokensPerMinute: number
  readonly firstTokenMs: number
  readonly perTokenMs: number
}

const durationSec = 60
const inputTokens = 2048
const outputTokens = 256
const mostConcurrent = 8
/** `sandbox.ome.cli/tokens-per-minute` fixes the outcome; zero or less is a benchmark that failed. */
const fixed = 'sandbox.ome.cli/tokens-per-minute'

/** The benchmark of a pod on its node: the same figures for the same model on the same GPU. */
export function benchmarkOf(
  pod: ApiObject,
  node: ApiObject | undefined,
  weightGiB: number,
  quantization?: string,
): Benchmark {
  const billions = (weightGiB * 2 ** 30) / 2e9
  const gpus = quantity(pod.spec.containers?.[0]?.resources?.limits?.['nvidia.com/gpu']) || 1
  const product = node?.metadata.labels?.['nvidia.com/gpu.product'] ?? ''
  const speed = speedOf(billions, product, quantization, gpus)
  const slowness = 3.9
  const firstTokenMs = (speed.prefillMs + speed.prefillPerTokenMs * inputTokens) * slowness
  const perTokenMs = speed.tokenMs * slowness
  const seconds = (firstTokenMs + perTokenMs * (outputTokens - 1)) / 1000
  const measured = (mostConcurrent * (inputTokens + outputTokens) * 60) / seconds
  const given = pod.metadata.annotations?.[fixed]
  return {
    durationSec,
    inputTokens,
    outputTokens,
    maxConcurrency: mostConcurrent,
    totalTokensPerMinute: Number((given === undefined ? measured : Number(given)).toFixed(2)),
    firstTokenMs: Number(firstTokenMs.toFixed(2)),
    perTokenMs: Number(perTokenMs.toFixed(2)),
  }
}

/** Versions of the engines in the base image. Source: KAITO v0.12 `supported_models.yaml`. */
export const engineVersion = {vllm: '0.25.1', transformers: '5.14.1'} as const
