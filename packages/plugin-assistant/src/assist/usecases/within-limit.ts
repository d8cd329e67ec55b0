import {OmeError} from '@ome/sdk/errors'
import type {Vocabulary} from '../../language/domain/intent.ts'
import type {PlannedStep, Step} from '../domain/step.ts'
import {type StepWorld, stepOf} from '../domain/steps.ts'

interface Limit {
  /** Dollars for an hour of all that the plan will run. */
  readonly limit: number
  readonly accelerators: Vocabulary['accelerators']
}

interface Sources {
  readonly steps: StepWorld
  /** A dry run; undefined where it is refused. */
  readonly tried: (step: Step) => Promise<PlannedStep | undefined>
}

/** A step on one of its accelerators. */
interface Way {
  readonly step: PlannedStep
  readonly usdPerHour: number
  /** Absent: as it was asked for. */
  readonly accelerator?: string
}

const usd = (figure: number): string => `$${figure.toFixed(2)}`
const sum = (ways: readonly Way[]): number => ways.reduce((all, {usdPerHour}) => all + usdPerHour, 0)

/**
 * The steps as they are when all of them together cost no more in an hour than they may; else on the dearest accelerators
 * that are within it, for what costs more is faster. Throws `unmet` when none are.
 */
export async function withinLimit(
  sources: Sources,
  asked: readonly Step[],
  planned: readonly PlannedStep[],
  {limit, accelerators}: Limit,
): Promise<{readonly steps: readonly PlannedStep[]; readonly notes: readonly string[]}> {
  const priced = planned.flatMap((step): Way[] =>
    step.usdPerHour === undefined ? [] : [{step, usdPerHour: step.usdPerHour}],
  )
  const unknown = planned.filter((step) => step.usdPerHour === undefined && startsSomething(step))
  const unsaid = unknown.map(
    ({line}) => `whether "${line}" is within ${usd(limit)} an hour is unknown: no price is known`,
  )
  if (priced.length === 0) return {steps: planned, notes: unsaid}
  const told = priced.length > 1 ? 'together ' : ''
  if (sum(priced) <= limit)
    return {steps: planned, notes: [`${told}${usd(sum(priced))} an hour is within ${usd(limit)}`, ...unsaid]}
  const ways: (readonly Way[])[] = []
  for (const way of priced) ways.push(await waysOf(sources, asked[planned.indexOf(way.step)], way, accelerators))
  const best = dearest(ways, limit)
  if (!best) {
    const cheapest = sum(ways.flatMap((each) => each.toSorted((a, b) => a.usdPerHour - b.usdPerHour)[0] ?? []))
    throw new OmeError(
      'unmet',
      `nothing is within ${usd(limit)} an hour: the cheapest way costs ${told}${usd(cheapest)}`,
      [`see its price: ${priced[0]?.step.line} --dry-run`],
    )
  }
  const chosen = new Map(best.map((way, at) => [priced[at]?.step, way]))
  const notes = best.flatMap(({accelerator, usdPerHour}) =>
    accelerator === undefined
      ? []
      : [`${accelerator}: the fastest accelerator within ${usd(limit)} an hour (${usd(usdPerHour)})`],
  )
  return {
    steps: planned.map((step) => chosen.get(step)?.step ?? step),
    notes: [...notes, ...(told === '' ? [] : [`${told}${usd(sum(best))} an hour`]), ...unsaid],
  }
}

/** It makes something run that costs. */
const startsSomething = ({changes}: PlannedStep): boolean =>
  changes.some(({action}) => action === 'create' || action === 'scale' || action === 'start')

/** A step on every accelerator that nobody chose for it, where its command takes one. */
async function waysOf(
  {steps, tried}: Sources,
  asked: Step | undefined,
  first: Way,
  accelerators: Vocabulary['accelerators'],
): Promise<readonly Way[]> {
  const ways: Way[] = [first]
  if (asked?.call.command !== 'deploy' || asked.call.input['accelerator'] !== undefined) return ways
  for (const {name, gpus} of accelerators) {
    if (gpus === 0) continue
    const other = stepOf(steps, {...asked.call, input: {...asked.call.input, accelerator: name}})
    const step = other.ok ? await tried(other.step) : undefined
    if (step?.usdPerHour !== undefined) ways.push({step, usdPerHour: step.usdPerHour, accelerator: name})
  }
  return ways
}

/** One way for each step, as dear as the limit allows. */
function dearest([first, ...others]: readonly (readonly Way[])[], limit: number): readonly Way[] | undefined {
  if (!first) return []
  let best: readonly Way[] | undefined
  for (const way of first) {
    const rest = way.usdPerHour <= limit ? dearest(others, limit - way.usdPerHour) : undefined
    if (rest && (!best || way.usdPerHour + sum(rest) > sum(best))) best = [way, ...rest]
  }
  return best
}
