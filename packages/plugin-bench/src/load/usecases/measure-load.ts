import {type LoadReport, type Setup, toReport} from '../../report/domain/report.ts'
import type {ArrivalChoice} from '../domain/arrival-flags.ts'
import type {Generator, RunWatch} from '../domain/generator.ts'
import type {Goals} from '../domain/load-flags.ts'
import type {RequestRow} from '../domain/request-row.ts'
import type {Circumstances} from '../domain/trust.ts'
import type {ReplicaCount} from './find-replicas.ts'

interface Ports {
  readonly generator: Pick<Generator, 'run'>
  /** Replicas of the service as they are now; absent where they cannot be seen. */
  readonly replicas?: (() => Promise<ReplicaCount | undefined>) | undefined
}

export interface MeasureLoad extends RunWatch {
  readonly choice: ArrivalChoice
  readonly setup: Setup
  readonly isExactPrompt: boolean
  readonly goals: Goals
  /** Told of each request, where they are kept. */
  readonly onRows?: ((rows: readonly RequestRow[]) => void) | undefined
}

/** Runs the load and says what came of it, and how far that can be trusted. */
export async function measureLoad({generator, replicas}: Ports, input: MeasureLoad): Promise<LoadReport> {
  const {choice, setup, goals, signal} = input
  const before = await replicas?.()
  const {tally, burden, isCut, coldTtftMs, crew, moves, rows} = await generator.run(choice, input)
  if (rows) input.onRows?.(rows)
  const after = signal.aborted ? undefined : await replicas?.()
  return toReport({
    setup,
    tally,
    circumstances: {
      burden,
      isTunnel: setup.path === 'tunnel',
      isExactPrompt: input.isExactPrompt,
      plannedRps: choice.arrival.kind === 'closed' ? undefined : choice.rps,
      isCut,
      replicas: changeOf(before, after),
      crew,
      moves,
    },
    percentiles: goals.percentiles,
    hasObjectives: goals.objectives.length > 0,
    limits: goals.limits,
    coldTtftMs,
  })
}

const changeOf = (before?: ReplicaCount, after?: ReplicaCount): Circumstances['replicas'] =>
  before && after && {before: before.ready, after: after.ready, restarts: Math.max(0, after.restarts - before.restarts)}
