import {Exit} from '@ome/sdk/runtime'
import {keepPlan} from '../compose.ts'
import type {Reading} from '../domain/reading.ts'
import {makePlan} from '../usecases/make-plan.ts'
import {answerView} from '../views/answer.ts'
import type {AssistWorld} from './assist-world.ts'
import {type CarryFlags, carryOut, lookUp} from './carry-out.ts'
import type {Printer} from './printer.ts'

export interface AskFlags extends CarryFlags {
  readonly plan?: string | undefined
}

/** A condition that is false is an answer, too. */
const isAnswer = (code: number): boolean => code === 0 || code === 3

/** Shows what a reading finds, and carries out what it proposes. */
export async function act(
  world: AssistWorld,
  text: string,
  reading: Reading,
  flags: AskFlags,
  printer: Printer,
): Promise<void> {
  const {writes, looks, notes, by, says} = reading
  if (printer.isText) for (const note of writes.length > 0 ? [] : notes) printer.note(note)
  const found = await lookUp(world, looks, printer)
  const findings = [...reading.findings, ...found]
  const answer = {text, by, notes, ...(says === undefined ? {} : {says}), findings}
  if (printer.isText && says !== undefined && says !== '') printer.render(answerView, answer)
  if (!printer.isText && writes.length === 0) printer.render(answerView, answer)
  // A model may say that it did something.
  if (says !== undefined && writes.length === 0) printer.note('a model said this, and nothing was changed')
  const failed = found.find(({code}) => !isAnswer(code))
  if (failed) throw new Exit(failed.code)
  if (writes.length > 0) await propose(world, text, reading, flags, printer)
}

async function propose(
  world: AssistWorld,
  text: string,
  reading: Reading,
  flags: AskFlags,
  printer: Printer,
): Promise<void> {
  const {accelerators} =
    reading.limitUsdPerHour === undefined ? {accelerators: []} : await world.names(['accelerators'])
  const plan = await makePlan(world, text, reading, accelerators)
  if (flags.plan === undefined) return await carryOut(world, plan, flags, printer)
  keepPlan(world.context, flags.plan, plan)
  await carryOut({...world, context: unasked(world.context)}, plan, {...flags, yes: false}, printer)
  printer.next(`${world.context.bin} ai apply ${flags.plan}`)
}

/** A world in which nobody can be asked: the plan is shown and nothing is done. */
const unasked = (context: AssistWorld['context']): AssistWorld['context'] =>
  Object.create(context, {io: {value: Object.create(context.io, {canPrompt: {value: false}})}})
