import type {RunLogs, RunStore, TuningRun} from '../domain/run.ts'
import type {GpuSource, MetricPart, RunMetrics} from '../domain/run-metrics.ts'
import {divergence} from '../domain/run-report.ts'
import {type GetRun, getRun} from './get-run.ts'
import {trainerLog} from './report-run.ts'

export interface MeasurePorts {
  readonly store: RunStore
  readonly logs: RunLogs
  readonly gpus: GpuSource
}

/** GPUs and loss of a run; a part that cannot be told yet is a note. */
export async function measureRun(
  ports: MeasurePorts,
  ask: GetRun & {readonly show: readonly MetricPart[]},
): Promise<RunMetrics> {
  const run = await getRun(ports.store, ask)
  const {name, namespace} = run.workspace
  const [gpus, log] = await Promise.all([
    ask.show.includes('gpu') ? gpusOf(ports.gpus, run) : undefined,
    ask.show.includes('loss') ? trainerLog(ports.logs, run) : undefined,
  ])
  const silent = gpus && 'silence' in gpus ? [gpus.silence] : []
  const unmeasured = log && log.points.length === 0 ? [`no loss yet: the trainer of ${name} has not told one`] : []
  const wrong = log && divergence(run, log)
  const loss = log && {points: log.points, ...(log.trainLoss !== undefined && {trainLoss: log.trainLoss})}
  return {
    name,
    namespace,
    ...(gpus && {gpus: 'silence' in gpus ? [] : gpus.found}),
    ...(loss && {loss}),
    notes: [...silent, ...unmeasured, ...(wrong ? [wrong.says] : [])],
  }
}

async function gpusOf(
  source: GpuSource,
  {workspace, pod}: TuningRun,
): Promise<{readonly found: NonNullable<RunMetrics['gpus']>} | {readonly silence: string}> {
  const isTraining = pod?.containers.some(({name, state}) => name === pod.trainer && state === 'running') ?? false
  if (!pod || !isTraining) return {silence: `no GPU figures: the trainer of ${workspace.name} does not run`}
  const found = await source.read(workspace.namespace, pod.name)
  return found ? {found} : {silence: `no GPU figures: pod ${pod.name} does not answer on port 5000`}
}
