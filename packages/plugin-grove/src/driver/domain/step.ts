import {gateMove} from './gates.ts'
import {type Moved, moveWorkers, withOld} from './move-workers.ts'
import {allWorkers, type Observation, type SeenSet, type SeenWorker} from './observation.ts'
import {isStopped, logged, paused, type Rollout, timeText, without} from './rollout.ts'
import {
  fieldOperations,
  giveBack,
  isOnDelete,
  type PatchOperation,
  provenPatch,
  stateOf,
  takeOver,
} from './template-patch.ts'
import {hasSettled, judge} from './worker-state.ts'

/** Something a driver does to the cluster, after the state that goes with it was written. */
export type Effect =
  | {readonly type: 'patch'; readonly operations: readonly PatchOperation[]}
  | {readonly type: 'delete'; readonly worker: SeenWorker}
  | {readonly type: 'measure'; readonly of: 'old' | 'new'; readonly step: number; readonly attempt: number}

export interface Step {
  readonly state: Rollout
  readonly effects: readonly Effect[]
}

const stay = (state: Rollout): Step => ({state, effects: []})

/**
 * What follows from a rollout's state and what its set looks like now. Everything is read anew each time, so that any
 * process can go on where another one ended.
 */
export function step(rollout: Rollout, seen: Observation, now: number): Step {
  const asked = obeyed(rollout, now)
  if (isStopped(asked)) return stay(asked)
  if (seen.set === undefined) {
    const message = 'the set is gone'
    return stay(logged({...asked, phase: 'Aborted', reason: 'gone', message, endedAt: timeText(now)}, message, now))
  }
  return phases[asked.phase]?.(asked, seen, seen.set, now) ?? stay(asked)
}

type Move = (rollout: Rollout, seen: Observation, set: SeenSet, now: number) => Step

const phases: Partial<Record<Rollout['phase'], Move>> = {
  Preparing: prepare,
  Progressing: progress,
  Aborting: abort,
  Finishing: finish,
}

/** Somebody else's wish. A rollout on its way back is not paused. */
function obeyed(rollout: Rollout, now: number): Rollout {
  const {request} = rollout
  if (request === undefined) return rollout
  const rest = without(rollout, 'request')
  if (isStopped(rollout) && request.action === 'pause') return rest
  if (request.action === 'abort') return turnedBack(rest, `aborted by ${request.by}`, now)
  return rollout.back ? rest : paused(rest, 'user', `paused by ${request.by}`, now)
}

export function turnedBack(rollout: Rollout, why: string, now: number): Rollout {
  const {later: _later, reason: _reason, message: _message, stepFullAt: _full, ...rest} = rollout
  return logged({...rest, phase: 'Aborting', back: true, waiting: [], message: why}, why, now)
}

function prepare(rollout: Rollout, seen: Observation, set: SeenSet, now: number): Step {
  if (needsApproval(rollout)) return stay(awaiting(rollout, now))
  const needsBaseline = rollout.gates.length > 0 && rollout.baseline === undefined
  if (needsBaseline && seen.measured?.of !== 'old') {
    return {state: rollout, effects: [{type: 'measure', of: 'old', step: rollout.step, attempt: 0}]}
  }
  const begun = needsBaseline ? {...rollout, baseline: baselineOf(seen)} : rollout
  const edited = begun.patched.find((field) => stateOf(set, field, false) === 'changed')
  if (edited) return stay(editedBy(begun, now, `${fieldName(edited)} was changed by somebody else`))
  const operations = [...fieldOperations(set, begun.patched, false), ...takeOver(begun, set)]
  if (operations.length > 0) {
    const torn = begun.startsPaused ? tornWorker(begun, seen, now) : undefined
    if (torn) return stay(toldOnce(begun, `waiting until ${torn.key} is whole`, now))
    return {state: begun, effects: [{type: 'patch', operations: provenPatch(set, operations)}]}
  }
  if (begun.verb === 'hold') return stay(paused(begun, 'hold', 'nothing rolls until it is resumed', now))
  if (begun.startsPaused)
    return stay(paused(without(begun, 'startsPaused'), 'user', 'the operator rolls no further', now))
  const text = begun.before ? 'the set is marked as restarted from here' : 'the template is written'
  return stay(logged({...begun, phase: 'Progressing'}, text, now))
}

const boundaryMs = 5 * 60_000

/** A worker of several pods that the operator is about to replace: its roll is stopped between two, not within one. */
function tornWorker({startedAt}: Rollout, {roles}: Observation, now: number): SeenWorker | undefined {
  if (now - Date.parse(startedAt) >= boundaryMs) return undefined
  return allWorkers(roles).find(({size, pods}) => size > 1 && pods.length < size)
}

const toldOnce = (rollout: Rollout, text: string, now: number): Rollout =>
  rollout.log.at(-1)?.text === text ? rollout : logged(rollout, text, now)

const needsApproval = ({approval, approvals, step: at}: Rollout): boolean =>
  approval && !approvals.some((one) => one.step === at)

const awaiting = (rollout: Rollout, now: number): Rollout =>
  logged(
    {
      ...rollout,
      phase: 'AwaitingApproval',
      message: `step ${rollout.step + 1} of ${rollout.steps.length} waits for a yes`,
    },
    `step ${rollout.step + 1} (${rollout.steps[rollout.step]}) waits for a yes`,
    now,
  )

function baselineOf({measured}: Observation): NonNullable<Rollout['baseline']> {
  const entries = Object.entries(measured?.values ?? {}).flatMap(([metric, {value}]) =>
    value === null ? [] : [[metric, value]],
  )
  return Object.fromEntries(entries)
}

const fieldName = ({clique, path}: {readonly clique?: string; readonly path: string}): string =>
  `${clique === undefined ? '' : `clique ${clique}: `}${path.slice(1).replaceAll('/', '.')}`

const editedBy = (rollout: Rollout, now: number, message: string): Rollout => paused(rollout, 'edited', message, now)

/** Why the set is no longer what this rollout made of it. */
function editOf(rollout: Rollout, set: SeenSet): string | undefined {
  if (rollout.verb !== 'hold' && set.digest !== rollout.toDigest) return 'the template was changed by somebody else'
  if (!rollout.before && !isOnDelete(set.updateStrategy)) return 'the update strategy was changed by somebody else'
  return undefined
}

function progress(rollout: Rollout, seen: Observation, set: SeenSet, now: number): Step {
  const edit = editOf(rollout, set)
  if (edit) return stay(editedBy(rollout, now, edit))
  const moved = moveWorkers(rollout, seen, now)
  if (!moved.isFull) return {state: moved.state, effects: deletesOf(moved)}
  const {state: full} = moved
  const gate = gateMove(full, seen.measured, now)
  if (gate.move === 'wait') return stay(full)
  if (gate.move === 'measure') {
    return {state: full, effects: [{type: 'measure', of: gate.of, step: full.step, attempt: full.holds}]}
  }
  if (gate.move === 'judged') return stay(judged(gate, now))
  return stay(nextStep(full, seen, now))
}

function judged({state, failed}: {readonly state: Rollout; readonly failed?: string}, now: number): Rollout {
  if (failed === undefined) return state
  if (state.onFail === 'pause') return paused(state, 'gate', failed, now)
  return {...turnedBack(state, `gate failed: ${failed}`, now), reason: 'gate', message: failed}
}

function nextStep(rollout: Rollout, seen: Observation, now: number): Rollout {
  const rest = without(rollout, 'stepFullAt')
  if (rollout.step < rollout.steps.length - 1) {
    const next = {...rest, step: rollout.step + 1, holds: 0}
    return needsApproval(next)
      ? awaiting(next, now)
      : logged(next, `step ${next.step + 1} of ${next.steps.length}`, now)
  }
  if (rollout.later) {
    const share = `${rollout.steps[0]} of ${allWorkers(seen.roles.filter(({name}) => rollout.roles.includes(name))).length}`
    return paused(rest, 'canary', `canary is ready: ${share} workers of ${rollout.roles.join(', ')}`, now)
  }
  return logged({...rest, phase: 'Finishing'}, 'all workers are new', now)
}

const deletesOf = ({batch}: Moved): readonly Effect[] => batch.map((worker) => ({type: 'delete', worker}))

/** The way back: the old fields, then every worker that is not of them, then the set as it was. */
function abort(rollout: Rollout, seen: Observation, set: SeenSet, now: number): Step {
  const states = rollout.patched.map((field) => ({field, state: stateOf(set, field, true)}))
  const isRestored = states.every(({state}) => state === 'there')
  if (isGivenBack(rollout, set) && isRestored) return stay(ended(rollout, 'Aborted', now))
  if (rollout.verb === 'hold' && set.digest !== rollout.fromDigest && !rollout.force) {
    return stay(paused(without(rollout, 'back'), 'hold', 'the template was edited meanwhile: resuming rolls it', now))
  }
  const changed = states.find(({state}) => state === 'changed')
  if (changed && !rollout.force) {
    return stay(editedBy(rollout, now, `${fieldName(changed.field)} was changed by somebody else`))
  }
  const operations = [...fieldOperations(set, rollout.patched, true), ...(isRestored ? [] : takeOver(rollout, set))]
  if (operations.length > 0) {
    return {state: rollout, effects: [{type: 'patch', operations: provenPatch(set, operations)}]}
  }
  if (rollout.before) return {state: rollout, effects: [restore(rollout, set)]}
  const moved = moveWorkers({...rollout, roles: seen.roles.map(({name}) => name)}, seen, now)
  if (isBack(rollout, seen, now)) return {state: rollout, effects: [restore(rollout, set)]}
  return {state: {...moved.state, roles: rollout.roles}, effects: deletesOf(moved)}
}

/** All workers are of the old template, and those that have a node are ready; one without a node is not waited for long. */
function isBack(rollout: Rollout, seen: Observation, now: number): boolean {
  const parts = seen.roles.flatMap((role) => role.parts)
  if (!parts.every((part) => hasSettled(rollout, part)) || withOld(rollout, seen, now).length > 0) return false
  const since = new Map(rollout.waiting.map(({worker, since: time}) => [worker, Date.parse(time)]))
  const all = parts.flatMap((part) => judge(rollout, part, now))
  return all.every(({worker: {key, pods}, state}) => {
    const patience = pods.every((pod) => pod.isScheduled) ? rollout.unitTimeoutSeconds * 1000 : placedWithinMs
    return state === 'done' || now - (since.get(key) ?? now) > patience
  })
}

const placedWithinMs = 60_000

const restore = (rollout: Rollout, set: SeenSet): Effect => ({
  type: 'patch',
  operations: provenPatch(set, giveBack(rollout, set)),
})

/** The strategy goes back when all workers are of one template: before, some would never roll. */
function finish(rollout: Rollout, seen: Observation, set: SeenSet, now: number): Step {
  if (isGivenBack(rollout, set)) return stay(ended(rollout, 'Done', now))
  const edit = editOf(rollout, set)
  if (edit) return stay(editedBy(rollout, now, edit))
  const left = withOld(rollout, seen, now)
  if (left.length === 0) return {state: rollout, effects: [restore(rollout, set)]}
  const roles = seen.roles.map(({name}) => name).filter((name) => rollout.roles.includes(name) || left.includes(name))
  return stay({...rollout, phase: 'Progressing', roles})
}

const isGivenBack = ({id, original}: Rollout, set: SeenSet): boolean =>
  set.rolloutId !== id && (!isOnDelete(set.updateStrategy) || isOnDelete(original.updateStrategy))

const ended = (rollout: Rollout, phase: 'Done' | 'Aborted', now: number): Rollout =>
  logged({...rollout, phase, waiting: [], endedAt: timeText(now)}, phase === 'Done' ? 'done' : 'aborted', now)
