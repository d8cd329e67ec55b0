import {OmeError} from '@ome/sdk/errors'
import type {Generated, LiveLoad} from '../../load/domain/generator.ts'
import type {RequestRow} from '../../load/domain/request-row.ts'
import {Tally} from '../../load/domain/tally.ts'
import type {Burden} from '../../load/domain/trust.ts'
import type {WorkerResult} from './words.ts'
import type {Worker} from './worker.ts'

/** What several workers measured, as one run. Throws `failed` when all of them are lost. */
export function joinedRun(workers: readonly Worker[], isCut: boolean): Generated {
  const told = workers.flatMap((worker, index) => {
    const {result, offset} = worker
    return result
      ? [{index, result, beganAt: result.beganAt - (offset?.ms ?? 0), uncertainMs: offset?.uncertainMs ?? 0}]
      : []
  })
  const lost = workers.filter(({result}) => !result).map((worker) => ({worker: worker.name, why: worker.why}))
  const [first] = lost
  if (told.length === 0 && first && !isCut)
    throw new OmeError('failed', `all ${workers.length} workers were lost: ${first.worker} ${first.why}`)
  const beginnings = told.map(({beganAt}) => beganAt)
  const begin = Math.min(...beginnings)
  const apartMs = told.length < 2 ? 0 : Math.max(...beginnings) - begin
  return {
    tally: Tally.joined(told.map(({result, beganAt}) => ({record: result.record, beganAt: beganAt - begin}))),
    burden: worst(told.map(({result}) => result.burden)),
    rows: told.flatMap(({result, beganAt, index}) => rowsOf(result.rows, index, beganAt - begin)),
    isCut: isCut || told.some(({result}) => result.isCut),
    ...coldOf(told.map(({result}) => result.coldTtftMs)),
    crew: {
      workers: workers.length,
      lost,
      apartMs,
      uncertainMs: told.length < 2 ? 0 : Math.max(...told.map(({uncertainMs}) => uncertainMs)),
    },
  }
}

const rowsOf = (rows: WorkerResult['rows'] = [], worker: number, beganAt: number): readonly RequestRow[] =>
  rows.map(({planned, start, ...row}) => ({
    worker,
    ...(planned !== undefined && {planned: planned + beganAt}),
    start: start + beganAt,
    ...row,
  }))

/** A load is told as well as by the worker that had most to carry. */
const worst = (burdens: readonly Burden[]): Burden => ({
  utilization: Math.max(0, ...burdens.map(({utilization}) => utilization)),
  loopDelayMs: {
    p99: Math.max(0, ...burdens.map(({loopDelayMs}) => loopDelayMs.p99)),
    max: Math.max(0, ...burdens.map(({loopDelayMs}) => loopDelayMs.max)),
  },
  cpuShare: Math.max(0, ...burdens.map(({cpuShare}) => cpuShare)),
  peakMemoryBytes: Math.max(0, ...burdens.map(({peakMemoryBytes}) => peakMemoryBytes)),
})

function coldOf(all: readonly (number | undefined)[]): Pick<Generated, 'coldTtftMs'> {
  const cold = all.filter((ms) => ms !== undefined)
  return cold.length === 0 ? {} : {coldTtftMs: Math.max(...cold)}
}

/** How far a run of several is; the median that is shown is the longest of theirs. */
export function liveCrew(workers: readonly Worker[]): LiveLoad {
  const told = workers.flatMap(({progress}) => progress ?? [])
  const sum = (read: (progress: (typeof told)[number]) => number): number =>
    told.reduce((total, progress) => total + read(progress), 0)
  const ttfts = told.flatMap(({ttft}) => ttft ?? [])
  return {
    // As old as what is counted, so that a rate does not sink until the next word.
    elapsedMs: Math.max(0, ...told.map(({elapsedMs}) => elapsedMs)),
    completed: sum(({completed}) => completed),
    failed: sum(({failed}) => failed),
    inFlight: sum(({inFlight}) => inFlight),
    ttft: ttfts.length === 0 ? undefined : Math.max(...ttfts),
    perSecond: Array.from({length: Math.max(0, ...workers.map(({seconds}) => seconds.length))}, (_, second) =>
      workers.reduce((total, {seconds}) => total + (seconds[second] ?? 0), 0),
    ),
  }
}
