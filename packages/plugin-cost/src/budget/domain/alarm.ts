import {type BudgetStatus, budgetLabel} from './budget.ts'

/** Budgets that somebody has to be told of. */
export const alarming = (budgets: readonly BudgetStatus[]): readonly BudgetStatus[] =>
  budgets.filter(({state}) => state === 'alert' || state === 'over')

/** What people have to be told of states that are not known; a table has no room for it. */
export const openNotes = (budgets: readonly BudgetStatus[]): readonly string[] =>
  budgets.flatMap(({state, note, ...budget}) =>
    state === 'unknown' && note !== undefined ? [`${budgetLabel(budget)}: ${note}`] : [],
  )

/** One line for a chat, which reads `text` of a message. */
export function alarmText(namespace: string, budgets: readonly BudgetStatus[]): string {
  const each = budgets.map(
    ({state, spentUsd = 0, limitUsd, forecastUsd = 0, ...budget}) =>
      `${budgetLabel(budget)} ${state === 'over' ? 'is over' : 'nears'} its budget: ${spentUsd.toFixed(2)} of ${limitUsd.toFixed(2)} USD this month, forecast ${forecastUsd.toFixed(2)}`,
  )
  return `Budgets in namespace ${namespace}: ${each.join('; ')}`
}
