import {OmeError} from '@ome/sdk/errors'
import type {AssistantPlan, PlannedStep} from '../domain/step.ts'
import {stepOf} from '../domain/steps.ts'
import type {PlanWorld} from './make-plan.ts'
import {planStep, sealed} from './plan-steps.ts'

/**
 * A plan of a file, checked anew as if it had just been made: every call against what is installed now, every step with
 * its dry run. Throws `usage` when it was edited and `conflict` when it is old, or the cluster, or where it is, is not as it saw.
 */
export async function checkPlan(world: PlanWorld, plan: AssistantPlan): Promise<AssistantPlan> {
  const {id: _id, digest, ...head} = plan
  if (sealed(head, world.digest).digest !== digest)
    throw new OmeError('usage', `plan ${plan.id} was changed after it was made`, [
      'make it anew, or run its command lines yourself',
    ])
  refuseOld(plan, world.now())
  const {context, namespace} = world.place
  if (plan.context !== context || plan.namespace !== namespace)
    throw new OmeError(
      'conflict',
      `plan ${plan.id} is for namespace "${plan.namespace}" of context "${plan.context ?? 'none'}"; this is "${namespace}" of "${context ?? 'none'}"`,
      [`add -n ${plan.namespace}${plan.context === undefined ? '' : ` --context ${plan.context}`}`],
    )
  const steps: PlannedStep[] = []
  for (const step of plan.steps) steps.push(await checkStep(world, plan, step))
  return {...plan, steps}
}

/** What was right yesterday may be wrong today, also where no dry run can tell. */
const longestMs = 24 * 60 * 60 * 1000

function refuseOld({id, createdAt}: AssistantPlan, now: Date): void {
  const age = now.getTime() - Date.parse(createdAt)
  if (age <= longestMs) return
  throw new OmeError('conflict', `plan ${id} was made at ${createdAt}: a plan holds for a day`, ['plan it anew'])
}

async function checkStep(world: PlanWorld, {id}: AssistantPlan, step: PlannedStep): Promise<PlannedStep> {
  const stepped = stepOf(world.steps, step)
  if (!stepped.ok) throw new OmeError('conflict', `${step.line}: ${stepped.problem}`, ['plan it anew'])
  const now = await planStep(world.commands, world.digest, {...stepped.step, line: step.line}, world.connection)
  if (stepped.step.line !== step.line || now.effect !== step.effect)
    throw new OmeError('conflict', `${step.line} is no longer what its command does`, ['plan it anew'])
  if (now.digest === step.digest) return now
  throw new OmeError(
    'conflict',
    `the cluster is no longer as plan ${id} saw it: ${step.line} would change something else`,
    ['plan it anew'],
  )
}
