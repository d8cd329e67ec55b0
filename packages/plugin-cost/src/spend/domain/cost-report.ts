import type {Coverage} from '../../domain/gpu-hours.ts'
import type {CheaperOption} from './cheaper.ts'
import type {Bill} from './service-cost.ts'
import type {TokenPrice} from './token-price.ts'

/** What is known of the cost of one service. */
export interface ServiceCost extends Bill {
  readonly namespace: string
  readonly name: string
  readonly gpus: number
  readonly coverage: Coverage
  readonly tokens?: TokenPrice
  /** By runs that were saved. */
  readonly benchmarks?: readonly TokenPrice[]
  readonly cheaper?: readonly CheaperOption[]
  readonly projected?: Projection
}

/** Where the calendar month ends at the present rate, and what a month costs at the bounds of its autoscaling. */
export interface Projection {
  readonly monthToDateUsd: number
  readonly monthEndUsd: number
  /** Some price is not known: both are parts of the whole. */
  readonly isPartial: boolean
  /** What is not known of the time so far. */
  readonly gap?: string
  readonly atLeast?: number
  readonly atMost?: number
}
