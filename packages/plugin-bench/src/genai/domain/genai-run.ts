import {at, number, text} from '@ome/capacity/fields'
import type {RunResult} from '@ome/engine-metrics/load-result'
import {readLoadResult} from '@ome/engine-metrics/read-load-result'
import {OmeError} from '@ome/sdk/errors'
import {isTold, type Verdict} from '../../load/domain/trust.ts'

/** One run of genai-bench in our terms. */
export interface GenaiRun {
  readonly scenario: string
  readonly concurrency: number
  readonly completed: number
  readonly failed: number
  readonly figures: RunResult['figures']
  readonly trust: {readonly verdict: Verdict; readonly reasons: readonly string[]}
}

export interface GenaiReport {
  readonly service: string
  readonly namespace: string
  readonly job: string
  readonly results: string
  readonly runs: readonly GenaiRun[]
}

/** A line of the reader. Throws `failed` for what genai-bench does not write. */
export function genaiRun(line: string): GenaiRun {
  const file = text(at(JSON.parse(line), 'file')) ?? 'result'
  const metrics = at(JSON.parse(line), 'aggregated_metrics')
  const [all, failed] = [number(at(metrics, 'num_requests')), number(at(metrics, 'num_error_requests'))]
  if (all === undefined || failed === undefined)
    throw new OmeError('failed', `${file} is no result of genai-bench: it does not say how many requests failed`)
  const completed = number(at(metrics, 'num_completed_requests')) ?? all - failed
  const [result] = readLoadResult(line, file)
  return {
    scenario: text(at(metrics, 'scenario')) ?? '',
    concurrency: number(at(metrics, 'num_concurrency')) ?? 0,
    completed,
    failed,
    figures: result?.figures ?? {},
    trust: trustOf(completed, failed),
  }
}

/** Of what genai-bench tells; how busy it was itself it does not say. */
function trustOf(completed: number, failed: number): GenaiRun['trust'] {
  const share = failed / Math.max(1, completed + failed)
  const reasons = [
    ...(share > 0.01 ? [`${failed} of ${completed + failed} requests failed; latencies are those of the others`] : []),
    ...(isTold(completed, 50) ? [] : [`${completed} requests; a median needs 20, a p99 1000`]),
    'genai-bench does not tell how busy it was, and leaves out what was under way at the end',
  ]
  return {verdict: share > 0.1 || !isTold(completed, 50) ? 'UNRELIABLE' : 'DEGRADED', reasons}
}

/** A job that is completed says nothing of its requests. Throws `failed` when none ended well. */
export function requireAnswers({runs, job, service, namespace}: GenaiReport): void {
  if (runs.length === 0) throw new OmeError('failed', `benchmarkjob/${job} left no results in the claim`)
  if (runs.some(({completed}) => completed > 0)) return
  throw new OmeError('failed', `benchmarkjob/${job} is completed, and all its requests failed`, [
    `does the engine answer? ome health service ${service} -n ${namespace}`,
  ])
}
