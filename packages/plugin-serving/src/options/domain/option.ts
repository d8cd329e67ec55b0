import type {WeightType} from '@ome/capacity/model-shape'
import type {Model} from '@ome/inference-model/model'
import type {RuntimeChange} from './runtime-change.ts'
import {type Split, splitText} from './split.ts'

/** A number, how it came about, and from what. */
export interface Figure {
  readonly value: number
  readonly basis: 'estimated' | 'measured'
  readonly from: string
}

/** One way to run a service. */
export interface Option extends Split {
  /** The same for the same way in every run: `nvidia-h100-4x1-llama-3-3-70b-r3`. */
  readonly id: string
  readonly accelerator: string
  readonly model: Pick<Model, 'name' | 'kind'>
  readonly weightType: WeightType
  readonly replicas: number
  /** Of all replicas. */
  readonly gpus: number
  /** Longest context of a request; absent where the model's shape is not known. */
  readonly contextTokens?: number
  readonly runtime: RuntimeChange
  /** Absent: nobody states a price. */
  readonly usdPerHour?: number
  /** Whose price, and of when. */
  readonly priceSource?: string
  /** Requests of all replicas that are in batches together, at the most. */
  readonly requestsAtOnce: number
  /** Generated tokens a second. */
  readonly throughput?: Figure
  /** Seconds until the first token of a request that need not wait. */
  readonly ttft?: Figure & {readonly highest?: number}
  /** Seconds between tokens under the load; absent, too, where the load is more than it takes. */
  readonly itl?: Figure
  /** Seconds for a whole answer. */
  readonly e2e?: number
  /** Replicas that find free GPUs, when its own present ones have been given back. */
  readonly freeReplicas: number
  /** The service is so now. */
  readonly isPresent: boolean
}

/** Something that was looked at and is no option, with the reason; `count` alike. */
export interface Fallen {
  readonly what: string
  readonly reason: string
  readonly count: number
}

/** Whether its GPUs are free now. */
export const isFree = ({replicas, freeReplicas}: Pick<Option, 'replicas' | 'freeReplicas'>): boolean =>
  freeReplicas >= replicas

/** As a person names it: `2 × nvidia-a100, llama-3-3-70b-fp8, 3 replicas`. */
export const optionText = ({accelerator, model, replicas, ...split}: Option): string =>
  `${splitText(split)} ${accelerator}, ${model.name}, ${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`
