import {OmeError} from '@ome/sdk/errors'

/** What a service may cost in a calendar month (UTC). */
export interface Budget {
  readonly service: string
  readonly limitUsd: number
  /** Share of the limit from which on it is told, 0.8. */
  readonly alertAt: number
}

/**
 * `over`: the limit is spent. `alert`: what is spent, or what the month comes to, has reached the share that is told.
 * `unknown`: less than the share is known to be spent, and some price is not known.
 */
export type BudgetState = 'ok' | 'alert' | 'over' | 'unknown'

export interface BudgetStatus extends Budget {
  /** Of what is known; absent where nothing is. */
  readonly spentUsd?: number
  /** What the month comes to when it goes on as it went so far. */
  readonly forecastUsd?: number
  /** Some price, or some of the time, is not known: more may be spent. */
  readonly isPartial: boolean
  readonly state: BudgetState
  readonly note?: string
}

/** What was spent so far in the month. */
export interface Spent {
  readonly usd: number
  readonly isPartial: boolean
  /** The part of the month that is over, above 0 up to 1. */
  readonly elapsed: number
  readonly note?: string
}

export function budgetStatus(budget: Budget, spent: Spent | undefined): BudgetStatus {
  if (!spent) return {...budget, isPartial: true, state: 'unknown', note: 'there is no such service'}
  const {usd, isPartial, elapsed, note} = spent
  const forecastUsd = usd / elapsed
  const told = budget.limitUsd * budget.alertAt
  const reached = usd >= budget.limitUsd ? 'over' : Math.max(usd, forecastUsd) >= told ? 'alert' : undefined
  const state = reached ?? (isPartial ? 'unknown' : 'ok')
  return {...budget, spentUsd: usd, forecastUsd, isPartial, state, ...(note !== undefined && {note})}
}

/** `80%` or `80`, above 0 up to 100, as a share. Throws `usage`. */
export function shareFrom(text: string): number {
  const percent = Number(text.replace(/%$/, ''))
  if (text.trim() !== '' && percent > 0 && percent <= 100) return percent / 100
  throw new OmeError('usage', `"${text}" is no percentage from 1 to 100`, ['write it as --alert-at 80%'])
}
