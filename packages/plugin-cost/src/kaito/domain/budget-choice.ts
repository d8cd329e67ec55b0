import {sum} from '../../domain/money.ts'
import type {Candidate} from './candidates.ts'

/** What may be spent: in all, over so many hours, or by the hour. */
export type Allowance =
  | {readonly kind: 'total'; readonly usd: number; readonly hours: number}
  | {readonly kind: 'hourly'; readonly usd: number}

/** Whether an allowance is enough, and for what. */
export interface BudgetChoice {
  readonly candidates: readonly Candidate[]
  readonly allowance: Allowance
  /** Cheapest that it pays for all of the time. */
  readonly best?: Candidate
  /** Where none is: the smallest amount that would do, and the hours that a total buys of it. */
  readonly shortfall?: {readonly usd: number; readonly hoursBought?: number; readonly candidate: Candidate}
}

/** What a candidate takes of the kind that is allowed; undefined where its price is not known. */
export const taken = ({usdPerHour}: Candidate, allowance: Allowance): number | undefined =>
  usdPerHour === undefined ? undefined : allowance.kind === 'hourly' ? usdPerHour : usdPerHour * allowance.hours

/** `candidates`: cheapest first. Those of unknown price are never a choice. */
export function choiceWithin(candidates: readonly Candidate[], allowance: Allowance): BudgetChoice {
  const [cheapest] = candidates.filter(({usdPerHour}) => usdPerHour !== undefined)
  const usd = cheapest && taken(cheapest, allowance)
  if (!cheapest || usd === undefined) return {candidates, allowance}
  if (usd <= allowance.usd) return {candidates, allowance, best: cheapest}
  const hours = allowance.kind === 'hourly' ? {} : {hoursBought: (allowance.usd / usd) * allowance.hours}
  return {candidates, allowance, shortfall: {usd, ...hours, candidate: cheapest}}
}

/** What another type saves over the present one in so many hours; negative where it costs more. */
export const savingOf = (now: number, {usdPerHour}: Candidate, hours: number): number | undefined =>
  usdPerHour === undefined ? undefined : sum([now, -usdPerHour]) * hours
