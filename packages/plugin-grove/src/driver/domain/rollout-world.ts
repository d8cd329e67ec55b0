import type {Reading, UpdateWorld} from '../../change/domain/change-world.ts'
import type {Measured} from './observation.ts'

export interface RolloutWorld extends UpdateWorld {
  /** A name for a new rollout, unlike any before. */
  readonly newId: () => string
}

export interface Latencies {
  readonly all: Measured['values']
  /** Only where there are both. */
  readonly sides?: {readonly fresh: Measured['values']; readonly old: Measured['values']}
}

export interface ReportWorld extends Reading {
  /** What workers said since they began; of pods that are named `fresh`, and of the others, also by themselves. */
  latencies(set: {readonly namespace: string; readonly name: string}, fresh: ReadonlySet<string>): Promise<Latencies>
  readonly now: () => Date
}
