import {resourceOf} from '@ome/kaito/kaito-nouns'
import {OmeError} from '@ome/sdk/errors'
import type {Change, Plan} from '@ome/sdk/plan'
import {type FieldEdit, fieldPath, mergeBody} from '../../domain/field-edit.ts'
import {type EffectRow, effectRows, effectTable, refuseEffects, summaryOf} from '../domain/effect-rows.ts'
import type {EngineStarts, StartedEngine} from '../domain/engine-start.ts'
import {type LiveObject, withVersion} from '../domain/live-object.ts'

export interface UpdateOptions {
  /** What runs may be deleted, so that KAITO makes it again. */
  readonly recreate: boolean
  /** Starts what runs anew, one pod after the other. */
  readonly restart: boolean
  readonly now: Date
}

/** What a change of an object does, as a plan; nothing is written. */
export async function planKaitoUpdate(
  starts: EngineStarts,
  live: LiveObject,
  edits: readonly FieldEdit[],
  options: UpdateOptions,
): Promise<Plan> {
  const {noun, name, namespace} = live
  const object = {kind: live.object.kind, name, namespace}
  const resource = resourceOf(noun)
  const engine = noun === 'inferenceset' ? undefined : await starts.started(noun, namespace, name)
  if (edits.length === 0 && !options.restart)
    return {changes: [{action: 'unchanged', object, live: {resource, object: live.object}}]}
  const rows = effectRows(live, edits, engine)
  refuseEffects(live, rows)
  const recreates = rows.filter(({effect}) => effect === 'needs recreate')
  if (recreates.length > 0 && !options.recreate) throw needsRecreate(live, rows)
  const fields = edits.map(({at, from, to}) => ({path: fieldPath(at), from, to}))
  const body = withVersion(live, mergeBody(edits))
  const summary = summaryOf(rows)
  const patch: readonly Change[] =
    edits.length === 0
      ? []
      : [
          {
            action: 'update',
            object,
            fields,
            ...(summary !== undefined && {summary}),
            live: {resource, object: live.object},
            write: {resource, method: 'merge', name, namespace, body},
          },
        ]
  return {
    changes: [
      ...patch,
      ...(engine ? startAnew(starts, live, engine, recreates.length > 0, options) : restartless(live, options)),
    ],
    notes: [...effectTable(rows), ...notesOf(live, rows)],
    details: {effects: rows},
    ...(recreates.length > 0 && engine && {asks: recreateQuestion(engine)}),
  }
}

function startAnew(
  starts: EngineStarts,
  {namespace}: LiveObject,
  engine: StartedEngine,
  recreates: boolean,
  {restart, now}: UpdateOptions,
): readonly Change[] {
  const object = {kind: engine.kind, name: engine.name, namespace}
  if (recreates)
    return [{action: 'delete', object, reason: againWords(engine), write: starts.remove(engine, namespace)}]
  return restart
    ? [{action: 'restart', object, reason: 'one pod after the other', write: starts.restart(engine, namespace, now)}]
    : []
}

function restartless({noun, name}: LiveObject, {restart}: UpdateOptions): readonly Change[] {
  if (!restart) return []
  throw new OmeError('usage', `nothing runs for ${noun} "${name}" that could be restarted`, [
    noun === 'inferenceset'
      ? `restart a replica: ome update workspace REPLICA --restart`
      : `see why: ome status ${noun} ${name}`,
  ])
}

const needsRecreate = ({noun, name, namespace}: LiveObject, rows: readonly EffectRow[]): OmeError =>
  new OmeError('usage', rows.map(({field, effect, why}) => `${field}: ${effect}: ${why}`).join('\n'), [
    'add --recreate: what runs is deleted and KAITO makes it again',
    `or leave ${noun} ${name} in namespace ${namespace} as it is, and deploy another one`,
  ])

const againWords = ({onLocalDisk}: StartedEngine): string =>
  `KAITO makes it again, and the weights${onLocalDisk ? ' on local disks' : ''} load again`

const recreateQuestion = ({name, onLocalDisk}: StartedEngine): string =>
  `Recreate what runs for ${name}? Its pods end${onLocalDisk ? ', and the weights on local disks are loaded again' : ', and the weights are loaded again'}.`

function notesOf({noun, name, namespace}: LiveObject, rows: readonly EffectRow[]): readonly string[] {
  const onlyNew = rows.some(({effect}) => effect === 'new replicas only')
  return onlyNew
    ? [`note: to replace the replicas that run, one by one: ome update ${noun} ${name} -n ${namespace} --roll`]
    : []
}
