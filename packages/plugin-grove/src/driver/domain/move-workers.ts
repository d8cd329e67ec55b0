import {isFull, nextBatch, progressOf, type RoleProgress} from './batch.ts'
import type {Observation, SeenWorker} from './observation.ts'
import {checkPlacement} from './placement-check.ts'
import {isStopped, logged, paused, type Rollout, timeText, without} from './rollout.ts'
import {isSame} from './template-patch.ts'
import {hasSettled} from './worker-state.ts'

/** What is to be replaced now; `isFull` when nothing is left of the present step. */
export interface Moved {
  readonly state: Rollout
  readonly batch: readonly SeenWorker[]
  readonly isFull: boolean
}

/** What the present step still has to replace, and what stands against it. */
export function moveWorkers(rollout: Rollout, seen: Observation, now: number): Moved {
  const roles = seen.roles.filter(({name}) => rollout.roles.includes(name))
  if (!roles.every(({parts}) => parts.every((part) => hasSettled(rollout, part)))) {
    return {state: stopIfLate(waitingFor(rollout, [operator], now), now), ...nothing}
  }
  const all = progressOf(rollout, seen.roles, now)
  const coming = all.flatMap((role) => role.coming)
  const known = waitingFor(rollout, coming, now)
  const overdue = new Set(known.back ? lateOf(known, now) : [])
  const progress = all.map((role) => ({...role, coming: role.coming.filter(({key}) => !overdue.has(key))}))
  const placed = checkPlacement(known, seen, doneKeys(progress), now)
  if (isStopped(placed)) return {state: placed, ...nothing}
  if (isFull(progress)) {
    return {state: placed.stepFullAt ? placed : {...placed, stepFullAt: timeText(now)}, batch: [], isFull: true}
  }
  const batch = nextBatch(placed, progress)
  if (batch.length === 0 || !known.back) {
    const timed = stopIfLate(placed, now, coming)
    if (isStopped(timed)) return {state: timed, ...nothing}
  }
  const told = batch.length === 0 ? placed : logged(placed, `replacing ${batch.map(({key}) => key).join(', ')}`, now)
  const state = waitingFor(without(told, 'stepFullAt'), [...coming, ...batch], now)
  return {state, batch, isFull: false}
}

const doneKeys = (progress: readonly RoleProgress[]): ReadonlySet<string> =>
  new Set(
    progress.flatMap(({parts}) =>
      parts.flatMap(({judged: all}) => all.filter(({state}) => state === 'done').map(({worker}) => worker.key)),
    ),
  )

const nothing = {batch: [], isFull: false}

const operator = {key: 'operator'}

/** Remembers since when each of them is waited for. */
function waitingFor(rollout: Rollout, workers: readonly {readonly key: string}[], now: number): Rollout {
  const since = new Map(rollout.waiting.map((one) => [one.worker, one.since]))
  const waiting = workers.map(({key}) => ({worker: key, since: since.get(key) ?? timeText(now)}))
  return isSame(waiting, rollout.waiting) ? rollout : {...rollout, waiting}
}

const lateOf = ({waiting, unitTimeoutSeconds}: Rollout, now: number): readonly string[] =>
  waiting.filter(({since}) => now - Date.parse(since) > unitTimeoutSeconds * 1000).map(({worker}) => worker)

function stopIfLate(rollout: Rollout, now: number, coming: readonly SeenWorker[] = []): Rollout {
  const [late] = lateOf(rollout, now)
  if (late === undefined) return rollout
  const why = coming.find(({key}) => key === late)?.why
  const message =
    late === operator.key
      ? 'the operator has not taken the new template over'
      : `${late} is not ready after ${rollout.unitTimeoutSeconds} s${why === undefined ? '' : `: ${why}`}`
  return paused(rollout, 'timeout', message, now)
}

/** Roles that have workers of another template than the set's. */
export const withOld = (rollout: Rollout, {roles}: Observation, now: number): readonly string[] =>
  progressOf({...rollout, roles: roles.map(({name}) => name)}, roles, now)
    .filter(({old}) => old > 0)
    .map(({role}) => role)
