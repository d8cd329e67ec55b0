import {OmeError} from '@ome/sdk/errors'
import {fieldsBetween} from '../../change/domain/template-fields.ts'
import type {FoundSet} from '../../change/usecases/find-set.ts'
import {revisionNumbered} from '../../change/usecases/revisions.ts'
import {normalTemplate} from '../../domain/template-digest.ts'
import {adopted} from '../domain/actions.ts'
import {seenSet} from '../domain/observe-set.ts'
import type {Rollout} from '../domain/rollout.ts'
import type {RolloutWorld} from '../domain/rollout-world.ts'
import {converted} from './plan-hold.ts'

/** A rollout that takes over the template as somebody else made it. */
export function adoptLive({set}: FoundSet, rollout: Rollout): Rollout {
  const from = set.revisions.find(({number}) => number === rollout.fromRevision)
  const live = normalTemplate(set.object.spec.template)
  return adopted(rollout, {
    toDigest: set.digest,
    patched: from ? fieldsBetween(from.template, live) : rollout.patched,
    roles: set.roles.map(({name}) => name),
  })
}

/** A rollout whose record was deleted, rebuilt from the mark on its set and the revisions. */
export async function rebuilt(world: RolloutWorld, found: FoundSet, strategy: string | undefined): Promise<Rollout> {
  const id = markOf(found)
  if (strategy === undefined) {
    throw new OmeError('usage', 'the record of this rollout is gone, and with it the update strategy of before', [
      'name it: --restore-strategy RollingRecreate',
    ])
  }
  const {startsPaused: _paused, ...begun} = await converted(world, found)
  return {...begun, id, original: {updateStrategy: {type: strategy}}}
}

/** The same, to be aborted: the way back is to a revision, with the operator's own strategy unless another is named. */
export async function rebuiltFrom(
  world: RolloutWorld,
  found: FoundSet,
  {revision, strategy = 'RollingRecreate'}: {readonly revision: number; readonly strategy?: string | undefined},
): Promise<Rollout> {
  const id = markOf(found)
  const {startsPaused: _paused, ...begun} = await converted(world, found, revisionNumbered(found, revision))
  return {...begun, id, original: {updateStrategy: {type: strategy}}}
}

/** Id of the rollout whose record is gone. */
function markOf(found: FoundSet): string {
  const id = seenSet(found.set).rolloutId
  if (id === undefined) {
    throw new OmeError('not-found', 'no rollout is under way', [
      `see what there was: ome grove rollout history ${found.set.name} -n ${found.set.namespace}`,
    ])
  }
  return id
}
