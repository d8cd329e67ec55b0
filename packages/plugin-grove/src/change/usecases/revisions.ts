import {OmeError} from '@ome/sdk/errors'
import type {Change, Plan} from '@ome/sdk/plan'
import {type Revision, toRevision} from '../../domain/revision.ts'
import {normalTemplate} from '../../domain/template-digest.ts'
import {seenSet} from '../../driver/domain/observe-set.ts'
import {fieldOperations} from '../../driver/domain/template-patch.ts'
import type {UpdateWorld} from '../domain/change-world.ts'
import {operatorWarning, questionOf, refuseWhereHeld} from '../domain/guard.ts'
import {recordRevision, revisionMap, revisionMaps} from '../domain/record-revision.ts'
import {fieldsBetween, withFields} from '../domain/template-fields.ts'
import {type FoundSet, findSet} from './find-set.ts'

export interface RevisionAddress {
  readonly namespace: string
  readonly name: string
}

/** All revisions that are written down, also those that never came to be. */
export const allRevisions = ({set, objects}: FoundSet): readonly Revision[] =>
  revisionMaps(set, objects.state).flatMap((object) => toRevision(object) ?? [])

/** A revision by its number. Throws `not-found` with those there are. */
export function revisionNumbered(found: FoundSet, number: number): Revision {
  const all = allRevisions(found)
  const revision = all.find((one) => one.number === number)
  if (revision) return revision
  const there = all.map((one) => one.number).sort((a, b) => a - b)
  const {name, namespace} = found.set
  throw new OmeError('not-found', `${name} has no revision ${number}`, [
    there.length === 0 ? 'no revisions are recorded' : `there are: ${there.join(', ')}`,
    `see them: ome grove rollout history ${name} -n ${namespace}`,
  ])
}

/** The newest revision that is not live. Throws `not-found` where there is none. */
export function previousRevision({set}: FoundSet): Revision {
  const revision = set.revisions.findLast(({digest}) => digest !== set.digest)
  if (revision) return revision
  throw new OmeError('not-found', `${set.name} has no revision before the live one`, [
    `see them: ome grove rollout history ${set.name} -n ${set.namespace}`,
  ])
}

/** Writes down what is live and was never recorded. */
export async function planRecord(world: UpdateWorld, found: FoundSet): Promise<Plan> {
  const {set, objects} = found
  const object = {kind: 'PodCliqueSet', name: set.name, namespace: set.namespace}
  if (set.revision)
    return {changes: [{action: 'unchanged', object}], notes: [`revision ${set.revision.number} is live`]}
  const numbers = revisionMaps(set, objects.state).map(
    ({metadata}) => Number(metadata.labels?.['ome.cli/revision']) || 0,
  )
  const number = Math.max(0, ...numbers) + 1
  const note = {cause: 'recorded as it is', by: await world.person(), at: world.now().toISOString(), pending: false}
  const map = revisionMap(set, number, set.object.spec.template, {...note, digest: set.digest})
  const change: Change = {
    action: 'create',
    object: {kind: 'ConfigMap', name: map.metadata.name, namespace: set.namespace},
    reason: `revision ${number}`,
    write: world.writer.createConfigMap(map),
  }
  return {changes: [change]}
}

export interface UndoWish extends RevisionAddress {
  readonly revision?: number | undefined
  readonly cause: string
}

export interface UndoPlan extends Plan {
  readonly found: FoundSet
  readonly to: Revision
}

/** Brings back the template of a revision; what may not change and how many workers there are stay. */
export async function planUndo(world: UpdateWorld, wish: UndoWish): Promise<UndoPlan> {
  const found = await findSet(world, wish, ['operators', 'state'])
  const {set, objects} = found
  refuseWhereHeld(set, {duringRoll: true})
  const to = wish.revision === undefined ? previousRevision(found) : revisionNumbered(found, wish.revision)
  const object = {kind: 'PodCliqueSet', name: set.name, namespace: set.namespace}
  const live = normalTemplate(set.object.spec.template)
  const all = fieldsBetween(live, to.template)
  const fixed = all.filter(({path}) => path === '/spec/podSpec/schedulerName')
  const fields = all.filter((field) => !fixed.includes(field))
  if (fields.length === 0) {
    return {
      found,
      to,
      changes: [{action: 'unchanged', object}],
      notes: [`${set.name} is at revision ${to.number} already`],
    }
  }
  const note = {cause: wish.cause, by: await world.person(), at: world.now().toISOString(), from: to.number}
  const recording = recordRevision(world, set, objects.state, withFields(live, fields), note)
  const change: Change = {
    action: 'update',
    object,
    reason: `the template of revision ${to.number}`,
    opens: true,
    write: world.writer.patchSet(set, fieldOperations(seenSet(set), fields, false)),
  }
  const {updated, total, state, strategy} = set.update
  const notes = [
    ...operatorWarning(found.operator),
    ...(state === 'progressing' && strategy !== 'OnDelete'
      ? [`this takes the place of the roll under way (${updated} of ${total} workers are new)`]
      : []),
    ...fixed.map(({clique}) => `left as it is: schedulerName of clique ${clique}, which may not change`),
  ]
  return {found, to, changes: [...recording.before, change, ...recording.after], notes, ...questionOf([], world.canAsk)}
}
