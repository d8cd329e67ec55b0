import type {Plan} from '@ome/sdk/plan'
import type {Sha256} from '../../domain/grove-objects.ts'
import type {GroveReader} from '../../domain/grove-reader.ts'
import type {DrivenSet, Driver, DriverClock, RolloutStore} from '../../driver/domain/ports.ts'
import type {Rollout} from '../../driver/domain/rollout.ts'
import type {RolloutWorld} from '../../driver/domain/rollout-world.ts'
import type {GpuGauge} from '../../look/domain/gpu-gauge.ts'
import type {MetricSource} from '../../look/domain/metric-source.ts'
import type {Input} from './input.ts'
import type {PodLog} from './state.ts'
import type {Subject} from './subjects.ts'

/** A terminal that is taken over as a whole. */
export interface Terminal {
  /** Throws nothing; what was shown before comes back with {@link leave}, which may be called again and again. */
  enter(listener: (input: Input) => void): void
  leave(): void
  /** Writes the lines that differ from what is shown. */
  draw(lines: readonly string[]): void
  /** Everything is written again next time. */
  forget(): void
  copy(text: string): void
  /** Gives the terminal back to the shell until the person returns. */
  suspend(): Promise<void>
}

/** One cluster, as the page looks at it. */
export interface Grove {
  readonly reader: GroveReader
  readonly gauge: GpuGauge
  readonly source: MetricSource
  readonly sha256: Sha256
  /** Lines of an object as YAML; undefined where it is gone. */
  yaml(subject: Subject): Promise<readonly string[] | undefined>
  logs(pod: PodLog, signal: AbortSignal): AsyncIterable<string>
}

/** What changing sets takes. */
export interface Changing {
  readonly world: RolloutWorld
  driver(address: {readonly namespace: string; readonly name: string}, uid: string): Promise<SetDriver>
  /** Writes all of a plan; throws what a change failed with. Gives a line that says what was done. */
  carryOut(plan: Plan): Promise<string>
}

export interface SetDriver {
  readonly store: RolloutStore
  readonly set: DrivenSet
  readonly clock: DriverClock
  readonly driver: Driver
  readonly pollMs: number
  readonly where: string
  seal(rollout: Rollout): Promise<void>
}
