import {type KaitoNoun, kaitoNouns} from '@ome/kaito/kaito-nouns'
import {OmeError} from '@ome/sdk/errors'

/** What budgets are for. */
export interface Budgeted {
  readonly noun: 'service' | KaitoNoun
  readonly name: string
}

/** What a service, or an object of KAITO, may cost in a calendar month (UTC). */
export interface Budget extends Budgeted {
  readonly limitUsd: number
  /** Share of the limit from which on it is told, 0.8. */
  readonly alertAt: number
}

/**
 * `over`: the limit is spent. `alert`: what is spent, or what the month comes to, has reached the share that is told.
 * `unknown`: less than the share is known to be spent, and what is not known may reach it: a price, or time whose cost at
 * the most replicas would do.
 */
export type BudgetState = 'ok' | 'alert' | 'over' | 'unknown'

export interface BudgetStatus extends Budget {
  /** Of what is known; absent where nothing is. */
  readonly spentUsd?: number
  /** What the month comes to when what runs now runs to its end. */
  readonly forecastUsd?: number
  /** Some price, or some of the time, is not known: more may be spent. */
  readonly isPartial: boolean
  readonly state: BudgetState
  readonly note?: string
}

/** What was spent so far in the month. */
export interface Spent {
  readonly usd: number
  readonly forecastUsd: number
  /** Some price is not known. */
  readonly isPartial: boolean
  /** What is not known of the time. */
  readonly gap?: string
  /** What that may have cost at most; infinite where nothing says. Absent: nothing. */
  readonly openUsd?: number
  /** How it was reckoned, where nobody recorded it. */
  readonly note?: string
}

export function budgetStatus(budget: Budget, spent: Spent | undefined): BudgetStatus {
  if (!spent) return {...budget, isPartial: true, state: 'unknown', note: `there is no such ${budget.noun}`}
  const {usd, forecastUsd, isPartial, gap, note, openUsd = 0} = spent
  const told = budget.limitUsd * budget.alertAt
  const reached = usd >= budget.limitUsd ? 'over' : Math.max(usd, forecastUsd) >= told ? 'alert' : undefined
  const isOpen = isPartial || Math.max(usd, forecastUsd) + openUsd >= told
  const state = reached ?? (isOpen ? 'unknown' : 'ok')
  const shown: Omit<BudgetStatus, 'isPartial'> = {...budget, spentUsd: usd, forecastUsd, state}
  const why = gap ?? (state === 'unknown' && openUsd > 0 ? 'what pods held that are gone is not known' : undefined)
  if (why !== undefined) return {...shown, isPartial: true, note: `${why}${mostText(openUsd)}`}
  return {...shown, isPartial, ...(note !== undefined && {note})}
}

const mostText = (usd: number): string =>
  usd === 0 || !Number.isFinite(usd) ? '' : `; that is ${usd.toFixed(2)} USD at most, at its most replicas`

/** How budgets are kept and listed: a service by its name, others by noun and name. Names of services have no dots. */
export const budgetKey = ({noun, name}: Budgeted): string => (noun === 'service' ? name : `${noun}.${name}`)

export function budgetedIn(key: string): Budgeted {
  const noun = kaitoNouns.find((each) => key.startsWith(`${each}.`))
  return noun === undefined ? {noun: 'service', name: key} : {noun, name: key.slice(noun.length + 1)}
}

/** `prod-llama`, `workspace/chat`. */
export const budgetLabel = ({noun, name}: Budgeted): string => (noun === 'service' ? name : `${noun}/${name}`)

/** As messages and command lines name it: `service prod-llama`. */
export const budgetWords = ({noun, name}: Budgeted): string => `${noun} ${name}`

export const isSameBudget = (left: Budgeted, right: Budgeted): boolean => budgetKey(left) === budgetKey(right)

/** `80%` or `80`, above 0 up to 100, as a share. Throws `usage`. */
export function shareFrom(text: string): number {
  const percent = Number(text.replace(/%$/, ''))
  if (text.trim() !== '' && percent > 0 && percent <= 100) return percent / 100
  throw new OmeError('usage', `"${text}" is no percentage from 1 to 100`, ['write it as --alert-at 80%'])
}
