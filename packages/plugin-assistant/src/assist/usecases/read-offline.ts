import {OmeError} from '@ome/sdk/errors'
import {toolName} from '../../calls/domain/tool.ts'
import type {Reading} from '../domain/reading.ts'
import type {Step} from '../domain/step.ts'
import {type StepWorld, stepOf} from '../domain/steps.ts'
import {askRules, type Surroundings} from './ask-rules.ts'

/** A text as the rules read it, in checked steps. Throws `usage` when they cannot, or the command is not installed. */
export async function readOffline(
  world: StepWorld,
  text: string,
  around: Omit<Surroundings, 'commands'>,
): Promise<Reading> {
  const commands = world.offers.map(({definition}) => definition)
  const {intent, calls, notes, limitUsdPerHour} = await askRules(text, {...around, commands})
  const steps = calls.map((call): Step => {
    const stepped = stepOf(world, call)
    if (stepped.ok) return stepped.step
    const isThere = world.offers.some(({definition}) => definition.words === call.command)
    if (isThere)
      throw new OmeError(
        'bug',
        `the rules made a call of ${toolName(call.command)} that its command does not take: ${stepped.problem}`,
      )
    throw new OmeError('usage', `this takes "${world.bin} ${call.command}", which is not installed`, [
      `see which plugin has it: ${world.bin} ${call.command}`,
    ])
  })
  return {
    by: 'rules',
    intent,
    looks: steps.filter(({effect}) => effect === 'read'),
    findings: [],
    writes: steps.filter(({effect}) => effect !== 'read'),
    notes,
    ...(limitUsdPerHour === undefined ? {} : {limitUsdPerHour}),
  }
}
