import {isEnded, isStopped, logged, paused, type Rollout, timeText, without} from './rollout.ts'
import {turnedBack} from './step.ts'
import {isSame} from './template-patch.ts'

/** Who acts, and when. */
export interface Actor {
  readonly by: string
  readonly now: number
}

/** Goes on after a stop: approves the step that waits for it, and accepts what made the rollout stop. */
export function resumed(rollout: Rollout, {by, now}: Actor): Rollout {
  if (!isStopped(rollout) || isEnded(rollout)) return rollout
  const rest = logged(without(rollout, 'reason', 'message', 'request'), `resumed by ${by}`, now)
  const next: Rollout = {...rest, waiting: [], holds: 0, samples: rest.samples.filter(({step}) => step !== rest.step)}
  if (next.back) return {...next, phase: 'Aborting'}
  if (rollout.phase === 'AwaitingApproval') return approved(next, {by, now})
  if (rollout.reason === 'canary') return promoted(rollout, {by, now}, {})
  if (rollout.reason === 'hold') return {...next, phase: 'Progressing'}
  return {...withAcceptedMoves(next), phase: 'Preparing'}
}

const approved = (rollout: Rollout, {by, now}: Actor): Rollout => ({
  ...rollout,
  phase: rollout.step === 0 ? 'Preparing' : 'Progressing',
  approvals: [...rollout.approvals, {step: rollout.step, by, at: timeText(now)}],
})

function withAcceptedMoves(rollout: Rollout): Rollout {
  const {placement} = rollout
  if (placement?.moved === undefined) return rollout
  const {moved, ...kept} = placement
  const score = moved.score === undefined ? {} : {score: moved.score}
  return {...rollout, placement: {...kept, ...score, workers: {...kept.workers, ...moved.workers}}}
}

/** Runs to the end without further stops: a canary takes the other workers along. */
export function promoted(rollout: Rollout, {by, now}: Actor, {skipGates}: {readonly skipGates?: boolean}): Rollout {
  const rest = logged(without(rollout, 'reason', 'message', 'request', 'later', 'stepFullAt'), `promoted by ${by}`, now)
  const {later} = rollout
  return withAcceptedMoves({
    ...rest,
    ...(later ? {toDigest: later.toDigest, patched: [...rest.patched, ...later.patched], roles: later.roles} : {}),
    ...(skipGates ? {gates: []} : {}),
    phase: 'Preparing',
    approval: false,
    steps: ['100%'],
    step: 0,
    holds: 0,
    samples: [],
    waiting: [],
  })
}

/** Takes the way back, from wherever it is. */
export function aborted(rollout: Rollout, {by, now}: Actor, {force}: {readonly force?: boolean}): Rollout {
  const why = `aborted by ${by}`
  return turnedBack({...without(rollout, 'request'), ...(force ? {force: true} : {})}, why, now)
}

/** Leaves a wish for whoever drives it. */
export const asked = (rollout: Rollout, action: 'pause' | 'abort', {by, now}: Actor): Rollout => ({
  ...rollout,
  request: {action, by, at: timeText(now)},
})

/** Takes over what others made of the template: it becomes what this rollout rolls. */
export function adopted(
  rollout: Rollout,
  live: Pick<Rollout, 'toDigest' | 'patched' | 'roles'> & Pick<Partial<Rollout>, 'toRevision'>,
): Rollout {
  return isSame(rollout.patched, live.patched) ? {...rollout, toDigest: live.toDigest} : {...rollout, ...live}
}

/** Pauses what nobody drives. The way back is not paused. */
export function pausedNow(rollout: Rollout, {by, now}: Actor): Rollout {
  if (isStopped(rollout) || rollout.back) return rollout
  return paused(without(rollout, 'request', 'holder'), 'user', `paused by ${by}`, now)
}
