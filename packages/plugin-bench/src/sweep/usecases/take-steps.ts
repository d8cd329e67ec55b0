import type {ArrivalChoice} from '../../load/domain/arrival-flags.ts'
import type {Measure} from '../../load/usecases/measure-service.ts'
import {type NextRate, nextRate} from '../domain/next-rate.ts'
import {limitOf, type Step, type Sweep, stepOf} from '../domain/steps.ts'

export interface TakeSteps {
  readonly by: Sweep['by']
  readonly choiceOf: (value: number) => ArrivalChoice
  readonly wantedShare: number
  readonly objectives: readonly string[]
  readonly signal: AbortSignal
  readonly onStep: (step: Step) => void
}

/** One run for each value, up to the one that is cut. */
export const sweep = (measure: Measure, input: TakeSteps, values: readonly number[]): Promise<Sweep> =>
  taken(measure, input, (steps) => {
    const rate = values[steps.length]
    return rate === undefined ? undefined : {rate}
  })

/** Searches the highest rate that holds. */
export const findLimit = (measure: Measure, input: TakeSteps, first: number): Promise<Sweep> =>
  taken(measure, input, (steps) => nextRate(first, steps))

async function taken(
  measure: Measure,
  {by, choiceOf, wantedShare, objectives, signal, onStep}: TakeSteps,
  next: (steps: readonly Step[]) => NextRate | undefined,
): Promise<Sweep> {
  const steps: Step[] = []
  let ended: string | undefined
  while (!signal.aborted) {
    const found = next(steps)
    if (found && 'ended' in found) ended = found.ended
    if (!found || 'ended' in found) break
    const step = stepOf(found.rate, await measure(choiceOf(found.rate)), wantedShare)
    steps.push(step)
    onStep(step)
  }
  return {
    by,
    steps,
    objectives,
    ...(objectives.length > 0 && {wantedShare}),
    ...limitOf(steps),
    ...(ended !== undefined && {ended}),
  }
}
