import {OmeError} from '@ome/sdk/errors'
import type {Vocabulary} from '../../language/domain/intent.ts'
import type {Commands, Digest} from '../domain/ports.ts'
import {toldUsdPerHour} from '../domain/price.ts'
import type {Reading} from '../domain/reading.ts'
import {redactText} from '../domain/redact-text.ts'
import type {AssistantPlan, PlannedStep, Step} from '../domain/step.ts'
import {type StepWorld, stepOf} from '../domain/steps.ts'
import {planStep, sealed} from './plan-steps.ts'

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
  const planned: PlannedStep[] = []
  const notes = [...reading.notes]
  for (const step of reading.writes) {
    const first = await tried(world, step)
    const {limitUsdPerHour: limit} = reading
    const found = limit === undefined ? {step: first} : await affordable(world, step, first, {limit, accelerators})
    planned.push(found.step)
    if (found.note !== undefined) notes.push(found.note)
  }
  const {place, now, digest} = world
  const head = {text: redactText(text), by: reading.by, createdAt: now().toISOString(), ...place, notes, steps: planned}
  return sealed(head, digest)
}

const tried = ({commands, digest, connection}: PlanWorld, step: Step): Promise<PlannedStep> =>
  planStep(commands, digest, step, connection)

const usd = (figure: number): string => `$${figure.toFixed(2)}`

/**
 * The step itself when an hour costs no more than it may; else the same on the dearest accelerator that is within it, for
 * what costs more is faster. Throws `unmet` when none is.
 */
async function affordable(
  world: PlanWorld,
  step: Step,
  first: PlannedStep,
  {limit, accelerators}: {readonly limit: number; readonly accelerators: Vocabulary['accelerators']},
): Promise<{readonly step: PlannedStep; readonly note?: string}> {
  const price = toldUsdPerHour(first.reasons)
  if (price === undefined)
    return {step: first, note: `whether it is within ${usd(limit)} an hour is unknown: no price is known`}
  if (price <= limit) return {step: first, note: `${usd(price)} an hour for a replica is within ${usd(limit)}`}
  const others = [...accelerators]
    .filter(({gpus, usdPerHour}) => gpus > 0 && usdPerHour !== undefined)
    .sort((a, b) => (b.usdPerHour ?? 0) - (a.usdPerHour ?? 0))
  const isSaid = step.call.input['accelerator'] !== undefined
  let cheapest = price
  for (const {name} of isSaid || step.call.command !== 'deploy' ? [] : others) {
    const other = stepOf(world.steps, {...step.call, input: {...step.call.input, accelerator: name}})
    if (!other.ok) break
    const planned = await ifItFits(world, other.step)
    const cost = planned && toldUsdPerHour(planned.reasons)
    if (planned && cost !== undefined && cost <= limit)
      return {
        step: planned,
        note: `${name}: the fastest accelerator within ${usd(limit)} an hour (${usd(cost)} for a replica)`,
      }
    cheapest = Math.min(cheapest, cost ?? cheapest)
  }
  throw new OmeError('unmet', `nothing is within ${usd(limit)} an hour: the cheapest way costs ${usd(cheapest)}`, [
    `see its price: ${step.line} --dry-run`,
  ])
}

/** An accelerator that the model does not fit on, or no node has, is none of the ways. */
async function ifItFits(world: PlanWorld, step: Step): Promise<PlannedStep | undefined> {
  try {
    return await tried(world, step)
  } catch (error) {
    if (error instanceof OmeError && error.kind !== 'cancelled' && error.kind !== 'unreachable') return undefined
    throw error
  }
}
