import {OmeError} from '@ome/sdk/errors'
import type {Vocabulary} from '../../language/domain/intent.ts'
import type {Commands, Digest} from '../domain/ports.ts'
import type {Reading} from '../domain/reading.ts'
import {redactText} from '../domain/redact-text.ts'
import type {AssistantPlan, PlannedStep, Step} from '../domain/step.ts'
import type {StepWorld} from '../domain/steps.ts'
import {planStep, sealed} from './plan-steps.ts'
import {withinLimit} from './within-limit.ts'

export interface PlanWorld {
  readonly commands: Commands
  readonly digest: Digest
  readonly now: () => Date
  readonly steps: StepWorld
  /** Connection flags as words, for every command that is run. */
  readonly connection: readonly string[]
  readonly place: {readonly context?: string; readonly namespace: string}
}

/** One plan of everything a reading would change, each step tried without changing anything. */
export async function makePlan(
  world: PlanWorld,
  text: string,
  reading: Reading,
  accelerators: Vocabulary['accelerators'],
): Promise<AssistantPlan> {
  const first: PlannedStep[] = []
  for (const step of reading.writes) first.push(await tried(world, step))
  const {limitUsdPerHour: limit} = reading
  const within =
    limit === undefined
      ? {steps: first, notes: []}
      : await withinLimit({tried: (step) => ifItFits(world, step), steps: world.steps}, reading.writes, first, {
          limit,
          accelerators,
        })
  const {place, now, digest} = world
  const notes = [...reading.notes, ...within.notes]
  const head = {text: redactText(text), by: reading.by, createdAt: now().toISOString(), ...place, notes}
  return sealed({...head, steps: within.steps}, digest)
}

const tried = ({commands, digest, connection}: PlanWorld, step: Step): Promise<PlannedStep> =>
  planStep(commands, digest, step, connection)

/** An accelerator that the model does not fit on, or no node has, is none of the ways. */
async function ifItFits(world: PlanWorld, step: Step): Promise<PlannedStep | undefined> {
  try {
    return await tried(world, step)
  } catch (error) {
    if (error instanceof OmeError && error.kind !== 'cancelled' && error.kind !== 'unreachable') return undefined
    throw error
  }
}
