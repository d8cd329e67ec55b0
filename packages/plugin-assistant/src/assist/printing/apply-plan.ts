import {loadPlan} from '../compose.ts'
import {checkPlan} from '../usecases/check-plan.ts'
import type {AssistWorld} from './assist-world.ts'
import {type CarryFlags, carryOut} from './carry-out.ts'
import type {Printer} from './printer.ts'

/** Carries out a plan of a file, or of an id, when it still holds. */
export async function applyPlan(
  world: AssistWorld,
  source: string,
  flags: CarryFlags,
  printer: Printer,
): Promise<void> {
  const plan = await checkPlan(world, loadPlan(world.context, source))
  await carryOut(world, plan, flags, printer)
}
