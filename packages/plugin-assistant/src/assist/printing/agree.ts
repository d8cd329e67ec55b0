import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {confirm, input} from '@ome/sdk/prompt'
import {namesToType, type PlannedStep} from '../domain/step.ts'

/**
 * Asks whether a plan shall be carried out. What cannot be undone needs its name typed by a person, also with `--yes`.
 * False without a terminal: nothing may be done then.
 */
export async function agree(
  {io, signal}: Pick<Context, 'io' | 'signal'>,
  steps: readonly PlannedStep[],
  yes: boolean,
): Promise<boolean> {
  const names = namesToType(steps)
  if (names.length > 0) {
    if (!io.canPrompt) return refuseSilently(names, yes)
    for (const name of names) await typed(name, {io, signal})
    return true
  }
  if (yes) return true
  if (!io.canPrompt) return false
  if (await confirm('Carry out this plan?', {io, signal, instead: '--yes'})) return true
  throw new OmeError('cancelled', 'cancelled, nothing was changed')
}

function refuseSilently(names: readonly string[], yes: boolean): false {
  if (!yes) return false
  throw new OmeError('usage', `this deletes ${names.join(', ')}, and there is no terminal to type the name on`, [
    'run the command line of the plan itself, with --yes',
  ])
}

async function typed(name: string, {io, signal}: Pick<Context, 'io' | 'signal'>): Promise<void> {
  const answer = await input(`This deletes ${name}. Type its name to go on`, {
    io,
    signal,
    instead: 'the command line of the plan, with --yes',
  })
  if (answer.trim() !== name) throw new OmeError('cancelled', `that is not ${name}: cancelled, nothing was changed`)
}
