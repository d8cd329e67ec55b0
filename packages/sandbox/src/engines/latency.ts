import type {Random} from '../random.ts'

/** Constants of one engine's speed, in cluster milliseconds, for 16-bit weights and one request at a time. */
export interface Speed {
  /** Before the first token, whatever the prompt. */
  readonly prefillMs: number
  readonly prefillPerTokenMs: number
  /** Between two tokens. */
  readonly tokenMs: number
}

type Gpu = 'H100' | 'A100' | 'L40S' | 'MI300X'

interface SizeClass {
  /** Billions of parameters up to which the row holds. */
  readonly upTo: number
  /** GPUs that the figures are for. */
  readonly gpus: number
  /** Kinds whose figures are for fp8 weights. */
  readonly inFp8?: Gpu
  /** Time to first token of a 256-token prompt, and between tokens; middle of the published range. */
  readonly firstMs: Readonly<Record<Gpu, number>>
  readonly tokenMs: Readonly<Record<Gpu, number>>
}

/**
 * Middles of the plausible ranges in llm-d-inference-sim `docs/latency-profiles.md` (v0.10.2, eec055a); where it has no
 * figure for a GPU, the H100 figure times the ratio of memory bandwidths.
 */
const classes: readonly SizeClass[] = [
  {
    upTo: 4,
    gpus: 1,
    firstMs: {H100: 45, A100: 70, L40S: 105, MI300X: 37},
    tokenMs: {H100: 6.5, A100: 10, L40S: 15, MI300X: 8},
  },
  {
    upTo: 10,
    gpus: 1,
    firstMs: {H100: 90, A100: 140, L40S: 230, MI300X: 75},
    tokenMs: {H100: 12.5, A100: 20, L40S: 30, MI300X: 15},
  },
  {
    upTo: 20,
    gpus: 1,
    firstMs: {H100: 160, A100: 240, L40S: 425, MI300X: 135},
    tokenMs: {H100: 18.5, A100: 28, L40S: 47, MI300X: 23},
  },
  {
    upTo: 50,
    gpus: 2,
    firstMs: {H100: 220, A100: 365, L40S: 850, MI300X: 180},
    tokenMs: {H100: 25, A100: 37, L40S: 95, MI300X: 30},
  },
  {
    upTo: 110,
    gpus: 4,
    firstMs: {H100: 325, A100: 550, L40S: 1250, MI300X: 265},
    tokenMs: {H100: 32, A100: 50, L40S: 125, MI300X: 37},
  },
]

const largest: SizeClass = {
  upTo: Number.POSITIVE_INFINITY,
  gpus: 8,
  inFp8: 'H100',
  firstMs: {H100: 1000, A100: 1640, L40S: 3900, MI300X: 1450},
  tokenMs: {H100: 80, A100: 131, L40S: 310, MI300X: 95},
}

/** GPUs without a column of their own: the nearest one times the ratio of memory bandwidths (accelerator table of @ome/capacity). */
const others: readonly (readonly [part: string, like: Gpu, factor: number])[] = [
  ['B200', 'H100', 0.44],
  ['H200', 'H100', 0.7],
  ['H100', 'H100', 1],
  ['A100', 'A100', 1],
  ['MI300', 'MI300X', 1],
  ['L40S', 'L40S', 1],
  ['L4', 'L40S', 2.9],
  ['A10', 'L40S', 1.44],
  ['V100', 'A100', 2.3],
  ['T4', 'L40S', 2.7],
]

const referencePrompt = 256
/** Share of the first token's time that does not depend on the prompt: overhead against 256 tokens in the same source. */
const overheadShare = 0.3

/** How much less time twice the GPUs take, as powers: the same source's 70B on four and on eight. */
const firstPower = 0.7
const tokenPower = 0.47

/** The speed of an engine for a model of this size on so many GPUs of a kind (`nvidia.com/gpu.product`). */
export function speedOf(billions: number, product: string, quantization: string | undefined, gpus: number): Speed {
  const [, like, factor] = others.find(([part]) => product.includes(part)) ?? ['', 'L40S' as const, 3]
  const row = classes.find((candidate) => billions <= candidate.upTo) ?? largest
  const share = row.gpus / Math.max(1, gpus)
  const first = row.firstMs[like] * factor * share ** firstPower
  const isFp8 = quantization?.includes('fp8') ?? false
  const compression = isFp8 ? 0.5 : quantization?.includes('4') ? 0.3 : 1
  const published = row.inFp8 === like ? 0.5 : 1
  return {
    prefillMs: first * overheadShare,
    prefillPerTokenMs: (first * (1 - overheadShare)) / referencePrompt,
    tokenMs: (row.tokenMs[like] * factor * share ** tokenPower * compression) / published,
  }
}

/** How much longer a step takes with `running` of `most` sequences in the batch: up to 2.5 times when full. */
export const loadFactor = (running: number, most: number): number =>
  1 + 1.5 * Math.min(1, Math.max(0, running - 1) / Math.max(1, most - 1))

/** Spread of single steps around their mean, as the source's default of 5–15 %. */
export const stepJitter = (random: Random): number => random.jitter(0.2)
