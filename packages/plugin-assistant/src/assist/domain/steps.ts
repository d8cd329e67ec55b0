import {type Checked, checkCall} from '../../calls/domain/check-call.ts'
import {lineOf, wordsOf} from '../../calls/domain/command-line.ts'
import type {Call} from '../../calls/domain/definition.ts'
import {effectOf, type Offer} from '../../calls/domain/offer.ts'
import {toolName} from '../../calls/domain/tool.ts'
import type {Step} from './step.ts'

export interface StepWorld {
  readonly offers: readonly Offer[]
  readonly bin: string
  /** The namespace of `-n`, for calls that name none. */
  readonly namespace?: string | undefined
}

export type Stepped = {readonly ok: true; readonly step: Step} | Extract<Checked, {ok: false}>

/** A call as a step: checked, in its place, with its effect and its command line. */
export function toStep(world: StepWorld, name: string, input: unknown): Stepped {
  const checked = checkCall(world.offers, name, input)
  if (!checked.ok) return checked
  const {offer} = checked
  const call = placed(checked.call, offer, world.namespace)
  const words = wordsOf(offer.definition, call)
  return {ok: true, step: {call, offer, effect: effectOf(offer, call), words, line: lineOf(world.bin, words)}}
}

export const stepOf = (world: StepWorld, {command, input}: Call): Stepped => toStep(world, toolName(command), input)

function placed(call: Call, {flags}: Offer, namespace: string | undefined): Call {
  const takesPlace = flags.some(({name}) => name === 'namespace')
  const isSaid = call.input['namespace'] !== undefined || call.input['all-namespaces'] === true
  if (namespace === undefined || isSaid || !takesPlace) return call
  return {...call, input: {...call.input, namespace}}
}

/** The words of a call that was agreed to. Undefined where its command is no longer there or takes other things. */
export function wordsToRun(world: Omit<StepWorld, 'namespace'>, call: Call): readonly string[] | undefined {
  const stepped = stepOf(world, call)
  if (!stepped.ok) return undefined
  const {words, offer} = stepped.step
  return offer.definition.flags.some(({name}) => name === 'yes') ? [...words, '--yes'] : words
}
