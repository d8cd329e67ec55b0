import type {AdapterSource} from '@ome/kaito/adapter-source'
import {resourceOf} from '@ome/kaito/kaito-nouns'
import {OmeError} from '@ome/sdk/errors'
import type {WriteFlags} from '@ome/sdk/flags'
import type {Target} from '../../domain/backend.ts'
import type {FieldEdit} from '../../domain/field-edit.ts'
import type {Stage} from '../../printing/serving-command.ts'
import {engineStartsOf, existingOf} from '../compose.ts'
import {getLive, type LiveObject} from '../domain/live-object.ts'
import {type KaitoUpdateFlags, updateEdits} from '../domain/update-words.ts'
import {addAdapter, removeAdapter} from '../usecases/plan-adapters.ts'
import {planKaitoUpdate} from '../usecases/plan-kaito-update.ts'
import {rollChildren} from './roll-children.ts'
import {waitForKaito} from './wait-for-kaito.ts'

export interface ChangeFlags extends WriteFlags {
  readonly recreate?: boolean | undefined
  readonly restart?: boolean | undefined
  readonly wait?: boolean | undefined
  readonly timeout: number
}

/** The object of KAITO that a verb changes. Throws `usage` for one of another backend. */
export async function liveOf(stage: Stage, target: Target, namespace: string): Promise<LiveObject> {
  if (target.backend !== 'kaito')
    throw new OmeError('usage', `service "${target.name}" is one of OME: this changes objects of KAITO`, [
      'name a workspace or an inferenceset',
    ])
  return await getLive(await existingOf(stage.context), {...target, namespace})
}

/** `update` of an object of KAITO. */
export async function updateKaito(
  stage: Stage,
  target: Target,
  namespace: string,
  flags: ChangeFlags & KaitoUpdateFlags & {readonly roll?: boolean | undefined},
): Promise<void> {
  const live = await liveOf(stage, target, namespace)
  if (flags.roll && live.noun !== 'inferenceset')
    throw new OmeError('usage', `a ${live.noun} has no replicas to roll`, ['start it anew: --restart, or --recreate'])
  const edits = updateEdits(live, flags)
  const asked = [flags.model, flags.runtime, flags.set].some((each) => each !== undefined)
  if (!asked && !flags.restart && !flags.roll)
    throw new OmeError('usage', 'say what to change', ['--model, --runtime, --set FIELD=VALUE, --restart or --roll'])
  if (asked || flags.restart) await change(stage, live, edits, flags)
  if (flags.roll) await rollChildren(stage, live, flags)
}

/** `adapters add`. */
export const addToKaito = async (stage: Stage, live: LiveObject, source: AdapterSource, flags: ChangeFlags) =>
  await change(stage, live, addAdapter(live, source), flags)

/** `adapters remove`. */
export const removeFromKaito = async (stage: Stage, live: LiveObject, adapter: string, flags: ChangeFlags) =>
  await change(stage, live, removeAdapter(live, adapter), flags)

async function change(stage: Stage, live: LiveObject, edits: readonly FieldEdit[], flags: ChangeFlags): Promise<void> {
  const options = {recreate: flags.recreate === true, restart: flags.restart === true, now: stage.context.now()}
  const plan = await planKaitoUpdate(await engineStartsOf(stage.context), live, edits, options)
  const {applied} = await stage.plan(plan, flags)
  const afresh = plan.changes.some(({action}) => action === 'delete' || action === 'restart')
  if (applied && flags.wait)
    await waitForKaito(stage, {changes: [{action: 'unchanged', object: nameOf(live)}]}, flags, {afresh})
}

const nameOf = ({noun, name, namespace}: LiveObject) => ({kind: resourceOf(noun).kind, name, namespace})
