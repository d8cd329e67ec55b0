import {type LoadReport, type Setup, toReport} from '../../report/domain/report.ts'
import type {LoadClient, LoadClock, LoadPlan} from '../domain/load-plan.ts'
import {type Limit, meets, type Objective} from '../domain/objective.ts'
import type {Random} from '../domain/random.ts'
import type {Tally} from '../domain/tally.ts'
import type {Circumstances, SelfWatch} from '../domain/trust.ts'
import {runLoad} from './run-load.ts'

interface Ports {
  readonly client: LoadClient
  readonly clock: LoadClock
  readonly random: Random
  readonly selfWatch: () => SelfWatch
  /** Replicas of the service as they are now; absent where they cannot be seen. */
  readonly replicas?: (() => Promise<ReplicaCount | undefined>) | undefined
}

export interface ReplicaCount {
  readonly ready: number
  readonly restarts: number
}

export interface MeasureLoad {
  readonly plan: LoadPlan
  readonly setup: Setup
  readonly isExactPrompt: boolean
  readonly plannedRps?: number | undefined
  readonly percentiles: readonly number[]
  readonly objectives: readonly Objective[]
  readonly limits: readonly Limit[]
  readonly signal: AbortSignal
  readonly onBegin?: ((tally: Tally) => void) | undefined
}

/** Runs the load and says what came of it, and how far that can be trusted. */
export async function measureLoad(ports: Ports, input: MeasureLoad): Promise<LoadReport> {
  const {objectives} = input
  const before = await ports.replicas?.()
  let watch: SelfWatch | undefined
  const run = await runLoad(ports, input.plan, {
    signal: input.signal,
    ...(objectives.length > 0 && {meetsObjectives: (sample) => meets(objectives, sample)}),
    onBegin: (tally) => {
      watch = ports.selfWatch()
      input.onBegin?.(tally)
    },
  })
  const burden = (watch ?? ports.selfWatch()).read()
  const after = input.signal.aborted ? undefined : await ports.replicas?.()
  const [cold] = run.warmup
  return toReport({
    setup: input.setup,
    tally: run.tally,
    circumstances: {
      burden,
      isTunnel: input.setup.path === 'tunnel',
      isExactPrompt: input.isExactPrompt,
      plannedRps: input.plannedRps,
      isCut: run.isCut,
      replicas: changeOf(before, after),
    },
    percentiles: input.percentiles,
    hasObjectives: objectives.length > 0,
    limits: input.limits,
    coldTtftMs: cold?.first === undefined ? undefined : cold.first - cold.start,
  })
}

const changeOf = (before?: ReplicaCount, after?: ReplicaCount): Circumstances['replicas'] =>
  before && after && {before: before.ready, after: after.ready, restarts: Math.max(0, after.restarts - before.restarts)}
