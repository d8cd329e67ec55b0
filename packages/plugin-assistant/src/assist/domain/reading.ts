import type {Finding, Step} from './step.ts'

/** What became of a text before anything is changed. */
export interface Reading {
  /** `rules`, or the model and its endpoint. */
  readonly by: string
  readonly intent: string
  /** Commands that only look and are still to be run, for the person to see. */
  readonly looks: readonly Step[]
  /** What a model has looked at already. */
  readonly findings: readonly Finding[]
  /** What would change something. */
  readonly writes: readonly Step[]
  readonly notes: readonly string[]
  /** The last words of a model. */
  readonly says?: string
  readonly limitUsdPerHour?: number
}
