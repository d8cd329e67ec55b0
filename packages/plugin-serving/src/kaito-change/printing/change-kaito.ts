import {kaitoModel} from '@ome/capacity/kaito-models'
import type {AdapterSource} from '@ome/kaito/adapter-source'
import {demandClaim} from '@ome/kaito/claim-check'
import {resourceOf} from '@ome/kaito/kaito-nouns'
import {OmeError} from '@ome/sdk/errors'
import type {WriteFlags} from '@ome/sdk/flags'
import {sayNotesBeside} from '@ome/sdk/fleet-plan'
import type {Plan} from '@ome/sdk/plan'
import {parseYaml} from '@ome/sdk/yaml'
import type {Target} from '../../domain/backend.ts'
import type {FieldEdit} from '../../domain/field-edit.ts'
import type {Stage} from '../../printing/serving-command.ts'
import {engineStartsOf, namedObjectsOf} from '../compose.ts'
import {getLive, type LiveObject} from '../domain/live-object.ts'
import {type KaitoUpdateFlags, updateEdits} from '../domain/update-words.ts'
import {contextOfMap} from '../usecases/check-map.ts'
import {addAdapter, removeAdapter} from '../usecases/plan-adapters.ts'
import {planKaitoUpdate} from '../usecases/plan-kaito-update.ts'
import {carryOut} from './carry-out.ts'
import {removal, rollChildren, rolledBy, rollQuestion} from './roll-children.ts'
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
  return await getLive(await namedObjectsOf(stage.context), {...target, namespace})
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
  await checkMap(stage, live, edits)
  const children = flags.roll ? await rolledBy(stage, live) : []
  const isDry = flags.diff || (flags['dry-run'] !== undefined && flags['dry-run'] !== 'none')
  if (flags.roll && isDry)
    return await change(stage, live, edits, flags, {changes: children.map((each) => removal(live, each))})
  // Before anything is written: a set that was changed and then not rolled is neither the old nor the new one.
  const question = flags.roll ? {asks: rollQuestion(live, children)} : {}
  if (asked || flags.restart) await change(stage, live, edits, flags, question)
  if (flags.roll) await rollChildren(stage, live, children, edits.length > 0 ? {...flags, yes: true} : flags)
}

/** A map that is not there would keep the pods that mount it from starting. */
async function checkMap({context}: Stage, live: LiveObject, edits: readonly FieldEdit[]): Promise<void> {
  const wanted = [...live.inferencePath, 'config'].join('.')
  const map = edits.find(({at}) => at.join('.') === wanted)?.to
  if (typeof map !== 'string' || live.preset === undefined) return
  const known = kaitoModel(live.preset)
  const world = await namedObjectsOf(context)
  const yaml = async (text: string, source: string): Promise<unknown> => (await parseYaml(text, {source}))[0]
  const model = {preset: live.preset, ...(known && {model: known})}
  await contextOfMap({world, yaml}, {namespace: live.namespace, map, model})
}

/** `adapters add`. */
export async function addToKaito(
  stage: Stage,
  live: LiveObject,
  source: AdapterSource,
  flags: ChangeFlags,
): Promise<void> {
  const edits = addAdapter(live, source)
  if ('claim' in source.from) await demandClaim(await namedObjectsOf(stage.context), live.namespace, source.from.claim)
  await change(stage, live, edits, flags)
}

/** `adapters remove`. */
export const removeFromKaito = async (stage: Stage, live: LiveObject, adapter: string, flags: ChangeFlags) =>
  await change(stage, live, removeAdapter(live, adapter), flags)

async function change(
  stage: Stage,
  live: LiveObject,
  edits: readonly FieldEdit[],
  flags: ChangeFlags,
  more: Partial<Pick<Plan, 'changes' | 'asks'>> = {},
): Promise<void> {
  const options = {recreate: flags.recreate === true, restart: flags.restart === true, now: stage.context.now()}
  const update = await planKaitoUpdate(await engineStartsOf(stage.context), live, edits, options)
  const plan = {...update, ...more, changes: [...update.changes, ...(more.changes ?? [])]}
  sayNotesBeside(stage.context, plan, flags)
  const {applied} = await carryOut(stage, plan, flags)
  const afresh = plan.changes.some(({action}) => action === 'delete' || action === 'restart')
  if (applied && flags.wait)
    await waitForKaito(stage, {changes: [{action: 'unchanged', object: nameOf(live)}]}, flags, {afresh})
}

const nameOf = ({noun, name, namespace}: LiveObject) => ({kind: resourceOf(noun).kind, name, namespace})
