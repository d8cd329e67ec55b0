import {OmeError} from '@ome/sdk/errors'
import type {LoadReport} from '../report/domain/report.ts'
import type {Sweep} from '../sweep/domain/steps.ts'

/** Throws when the run says no: all requests failed (1), or a condition holds (3). */
export function judge(report: LoadReport): void {
  const {requests, limits} = report
  if (requests.completed === 0) throw allFailed(report)
  const failed = limits.filter(({fails}) => fails).map(({limit}) => limit)
  if (failed.length > 0) throw new OmeError('unmet', `the run does not pass: ${failed.join(', ')}`)
}

/** The same of several runs: the conditions are about the highest that holds, or the last one without objectives. */
export function judgeSweep({steps, best, wantedShare}: Sweep): void {
  const [first] = steps
  if (first && steps.every(({report}) => report.requests.completed === 0)) throw allFailed(first.report)
  if (wantedShare !== undefined && !best) throw noLimit(steps)
  const judged = best ?? steps.at(-1)
  if (judged) judge(judged.report)
}

const noLimit = (steps: Sweep['steps']): OmeError =>
  steps.some(({holds}) => holds)
    ? new OmeError('unmet', 'what holds at --goodput is not known: the generator is the limit', [
        'send from several programs: --from cluster --workers 4',
      ])
    : new OmeError('unmet', 'no step keeps to --goodput')

function allFailed({requests, failures, setup}: LoadReport): OmeError {
  const [failure] = failures
  if (!failure) return new OmeError('failed', 'no request was sent')
  return new OmeError('failed', `all ${requests.failed} requests failed: ${failure.message} (${failure.kind})`, [
    setup.service === undefined
      ? `is it an engine? curl ${setup.url}/v1/models`
      : `see how the service is: ome health service ${setup.service} -n ${setup.namespace}`,
  ])
}
