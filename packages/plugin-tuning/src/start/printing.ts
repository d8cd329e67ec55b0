import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {planLines} from '@ome/sdk/plan-text'

interface Asking {
  agrees(question: string): Promise<boolean>
}

/** Shows the plan of a conversation and asks its last question; the plan that is left to carry out has nothing to say. */
export async function agreedPlan(plan: Plan, answers: Asking, {io}: Pick<Context, 'io'>): Promise<Plan> {
  io.err(`${planLines(plan, io).join('\n')}\n`)
  if (!(await answers.agrees('Create it?'))) throw new OmeError('cancelled', 'cancelled, nothing was created')
  const {notes: _notes, startsNodes: _starts, ...rest} = plan
  return rest
}
