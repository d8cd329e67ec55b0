/** Figures that programs for load have in common, under one name and unit each: milliseconds, or per second. */
export const figures = [
  'requests-per-second',
  'output-tokens-per-second',
  'total-tokens-per-second',
  'error-rate',
  'ttft.mean',
  'ttft.p50',
  'ttft.p99',
  'tpot.mean',
  'tpot.p50',
  'tpot.p99',
  'itl.mean',
  'itl.p50',
  'itl.p99',
  'e2e.mean',
  'e2e.p50',
  'e2e.p99',
] as const

export type Figure = (typeof figures)[number]

export type Program = 'ome' | 'vllm' | 'genai-bench' | 'guidellm'

/** One run as a file of one of these programs tells it. */
export interface RunResult {
  readonly file: string
  readonly program: Program
  /** Which run of a file of several. */
  readonly label?: string
  readonly model?: string
  readonly concurrency?: number
  readonly figures: Partial<Readonly<Record<Figure, number>>>
  /** What keeps figures of it from being compared with those of others. */
  readonly notes: readonly string[]
  readonly verdict?: string
}
