import type {Change, Plan} from '@ome/sdk/plan'
import {operatorWarning, questionOf, refuseWhereHeld} from '../../change/domain/guard.ts'
import {fieldsBetween} from '../../change/domain/template-fields.ts'
import {type FoundSet, findSet} from '../../change/usecases/find-set.ts'
import type {Revision} from '../../domain/revision.ts'
import {rolloutName} from '../../domain/rollout-note.ts'
import {normalTemplate} from '../../domain/template-digest.ts'
import {begin} from '../domain/begin.ts'
import type {Rollout} from '../domain/rollout.ts'
import type {RolloutWorld} from '../domain/rollout-world.ts'
import {seenIn} from '../domain/seen-set.ts'

export interface HoldWish {
  readonly namespace: string
  readonly name: string
}

export interface HoldPlan extends Plan {
  readonly found: FoundSet
  readonly rollout: Rollout
}

/**
 * Stops what the operator would roll: a roll that is under way goes on from here when it is resumed; an idle set keeps
 * its pods whatever is written to it, until then.
 */
export async function planHold(world: RolloutWorld, wish: HoldWish): Promise<HoldPlan> {
  const found = await findSet(world, wish, ['operators', 'state'])
  const {set} = found
  refuseWhereHeld(set, {duringRoll: true})
  const isRolling = set.update.state === 'progressing'
  const rollout = isRolling ? await converted(world, found) : await held(world, found)
  const {updated, total} = set.update
  const text = isRolling
    ? `the operator's roll of ${set.name} stops at ${updated} of ${total} workers; resuming finishes it from here`
    : `${set.name} is held: what is written to it does not roll until it is resumed`
  const change: Change = {
    action: 'create',
    object: {kind: 'ConfigMap', name: rolloutName(set.name), namespace: set.namespace},
    reason: 'what is held, for whoever resumes it',
  }
  return {
    found,
    rollout,
    changes: [change],
    notes: [...operatorWarning(found.operator), text],
    ...questionOf([], world.canAsk),
  }
}

const held = async (world: RolloutWorld, found: FoundSet): Promise<Rollout> =>
  begin(found.set, seenIn(found, undefined), {
    id: world.newId(),
    verb: 'hold',
    by: await world.person(),
    now: world.now(),
    roles: found.set.roles.map(({name}) => name),
    patched: [],
    toDigest: found.set.digest,
    manner: {},
  })

/** The way back is to `from`, else to the revision before the live one, where that is known. */
export async function converted(world: RolloutWorld, found: FoundSet, back?: Revision): Promise<Rollout> {
  const {set} = found
  const live = normalTemplate(set.object.spec.template)
  const from = back ?? set.revisions.findLast(({digest}) => digest !== set.digest)
  const begun = begin(set, seenIn(found, undefined), {
    id: world.newId(),
    verb: 'update',
    by: await world.person(),
    now: world.now(),
    roles: set.roles.map(({name}) => name),
    patched: from ? fieldsBetween(from.template, live) : [],
    toDigest: set.digest,
    ...(from ? {fromRevision: from.number} : {}),
    ...(set.revision ? {toRevision: set.revision.number} : {}),
    manner: {},
  })
  return {...begun, startsPaused: true, ...(from ? {fromDigest: from.digest} : {})}
}
