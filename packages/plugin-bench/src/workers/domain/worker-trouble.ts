import {OmeError} from '@ome/sdk/errors'
import {formatDuration} from '@ome/sdk/units'
import type {Worker} from './worker.ts'

const fromHere = ['or send the load through a tunnel: --from here']

/** The cluster makes no pods. */
export const noWorkers = (why: string): OmeError =>
  new OmeError('failed', `the cluster takes no worker: ${why}`, fromHere)

/** One of them is gone before it was ready. */
export const cannotBegin = ({name, why, complaint}: Worker): OmeError =>
  new OmeError('failed', `${name} cannot begin: ${why}`, complaint?.hints.length ? complaint.hints : fromHere)

/** They are not ready, and may be later. */
export function tooLate(workers: readonly Worker[], limitMs: number): OmeError {
  const ready = workers.filter((worker) => worker.ready).length
  const waiting = workers.find((worker) => !worker.ready)
  const what = `${ready} of ${workers.length} workers were ready within ${formatDuration(limitMs)}`
  return new OmeError('failed', waiting ? `${what}; ${waiting.name}: ${waiting.why}` : what, [
    'wait longer: --start-limit 10m',
    ...(workers.length > 1 ? [`or take fewer: --workers ${Math.max(1, ready)}`] : []),
    ...fromHere,
  ])
}
