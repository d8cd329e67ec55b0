import {nextHints} from '@ome/kaito/next-text'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {RunLogs, RunStore, TuningRun} from '../domain/run.ts'
import {isOver, type RunReport, reportOf} from '../domain/run-report.ts'
import {logReader, type TrainingLog} from '../domain/training-log.ts'
import {type GetRun, getRun} from './get-run.ts'

export interface RunPorts {
  readonly store: RunStore
  readonly logs: RunLogs
}

/** Lines at the end of the log that hold the last bar and loss for sure. */
const enough = 400

/** How a run is: its objects, and the end of its trainer's log. */
export async function reportRun(ports: RunPorts, ask: GetRun): Promise<RunReport> {
  const run = await getRun(ports.store, ask)
  return reportOf(run, await trainerLog(ports.logs, run, enough))
}

export interface Follow {
  /** Waits before the next look; throws when the command is cancelled. */
  pause(): Promise<void>
}

/** The same again and again until the run is over. */
export async function* followRun(ports: RunPorts, ask: GetRun, {pause}: Follow): AsyncGenerator<RunReport> {
  for (;;) {
    const report = await reportRun(ports, ask)
    yield report
    if (isOver(report)) return
    await pause()
  }
}

/** The same until the run will hardly begin. Throws `failed` then, with what to do instead. */
export async function* untilStuck(reports: AsyncIterable<RunReport>): AsyncGenerator<RunReport> {
  for await (const report of reports) {
    yield report
    const {run, stage, cause} = report
    if (stage === 'node' && cause?.level === 'fail')
      throw new OmeError('failed', `${run.workspace.name} does not start: ${cause.says}`, nextHints(cause))
  }
}

/** What the trainer wrote; nothing before it began, and where the log may not be read. */
export async function trainerLog({read}: RunLogs, run: TuningRun, tail?: number): Promise<TrainingLog> {
  const {pod, workspace} = run
  const trainer = pod?.containers.find(({name}) => name === pod.trainer)
  const reader = logReader()
  if (!pod || !trainer || trainer.state === 'waiting') return reader.read()
  try {
    for await (const line of read(workspace.namespace, pod.name, {container: trainer.name, tail})) reader.add(line)
  } catch (error) {
    // A pod that is just going has no log any more, and what it was is in its status.
    if (!isOmeError(error) || !['denied', 'not-found', 'failed'].includes(error.kind)) throw error
  }
  return reader.read()
}
