import {sum} from '../../domain/money.ts'
import type {Candidate} from './candidates.ts'

/** Whether a budget is enough, and for what. */
export interface BudgetChoice {
  readonly candidates: readonly Candidate[]
  readonly budgetUsd: number
  readonly hours: number
  /** Cheapest that a budget pays for all of the time. */
  readonly best?: Candidate
  /** Where none is: the smallest total, and the hours of it that the budget buys. */
  readonly shortfall?: {readonly totalUsd: number; readonly hoursBought: number; readonly candidate: Candidate}
}

/** `candidates`: cheapest first. Those of unknown price are never a choice. */
export function choiceWithin(candidates: readonly Candidate[], budgetUsd: number, hours: number): BudgetChoice {
  const [cheapest] = candidates.filter(({usdPerHour}) => usdPerHour !== undefined)
  const usdPerHour = cheapest?.usdPerHour
  if (!cheapest || usdPerHour === undefined) return {candidates, budgetUsd, hours}
  const totalUsd = usdPerHour * hours
  if (totalUsd <= budgetUsd) return {candidates, budgetUsd, hours, best: cheapest}
  return {
    candidates,
    budgetUsd,
    hours,
    shortfall: {totalUsd, hoursBought: budgetUsd / usdPerHour, candidate: cheapest},
  }
}

/** What another type saves over the present one in so many hours; negative where it costs more. */
export const savingOf = (now: number, {usdPerHour}: Candidate, hours: number): number | undefined =>
  usdPerHour === undefined ? undefined : sum([now, -usdPerHour]) * hours
