import type {Reading, UpdateWorld} from '../../change/domain/change-world.ts'
import type {Measured} from './observation.ts'

export interface RolloutWorld extends UpdateWorld {
  /** A name for a new rollout, unlike any before. */
  readonly newId: () => string
}

export interface ReportWorld extends Reading {
  /** What workers said since they began. */
  latencies(set: {readonly namespace: string; readonly name: string}): Promise<Measured['values']>
}
