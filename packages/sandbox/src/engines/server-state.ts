import type {Clock} from '../clock.ts'
import type {Random} from '../random.ts'
import type {Batch} from './batch.ts'
import type {EngineMetrics} from './engine-metrics.ts'
import type {Speed} from './latency.ts'
import type {Launch} from './launch.ts'
import type {ModelFacts} from './model-facts.ts'
import type {PrefixCache} from './prefix-cache.ts'

/** A running engine as its HTTP handlers see it. */
export interface EngineState {
  readonly launch: Launch
  readonly facts: ModelFacts
  readonly speed: Speed
  readonly batch: Batch
  readonly metrics: EngineMetrics
  readonly clock: Clock
  readonly random: Random
  readonly startedAt: number
  readonly maxModelLength: number
  /** Tokens the KV cache holds. */
  readonly cacheTokens: number
  /** Adapters loaded while it ran, by name, with their paths. */
  readonly adapters: Map<string, string>
  /** Adapters may be loaded and unloaded through the API. */
  readonly takesAdapters: boolean
  readonly prefixes: PrefixCache
  log(text: string, time?: number): void
  /** Output tokens made since the start. */
  tokensMade(count: number): void
  throughput(): number
  /** What traffic from elsewhere keeps in the batch on average: requests, and the tokens they hold. */
  elsewhere(): {readonly running: number; readonly tokens: number}
}
