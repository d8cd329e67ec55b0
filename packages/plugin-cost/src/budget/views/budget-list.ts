import type {Tone, View} from '@ome/sdk/view'
import {knownUsd, partly, totalText, unknownPrice} from '../../domain/money.ts'
import {type BudgetState, type BudgetStatus, budgetKey, budgetLabel} from '../domain/budget.ts'

const tones: Readonly<Record<BudgetState, Tone>> = {ok: 'good', alert: 'warn', over: 'bad', unknown: 'warn'}
const amount = (usd: number | undefined, isPartial: boolean): string =>
  usd === undefined ? unknownPrice : partly(usd, isPartial)
const known = (usd: number | undefined, {isPartial}: BudgetStatus): number | null =>
  usd === undefined ? null : knownUsd(usd, isPartial)
const share = (part: number): string => `${Math.round(part * 100)}%`

const usedShare = (budget: BudgetStatus): number | null => {
  const spent = known(budget.spentUsd, budget)
  return spent === null ? null : spent / budget.limitUsd
}

export const budgetJson = (budget: BudgetStatus) => ({
  service: budget.noun === 'service' ? budget.name : null,
  object: `${budget.noun}/${budget.name}`,
  limitUsd: budget.limitUsd,
  spentUsd: known(budget.spentUsd, budget),
  forecastUsd: known(budget.forecastUsd, budget),
  usedShare: usedShare(budget),
  alertAt: budget.alertAt,
  state: budget.state,
  partial: budget.isPartial,
  note: budget.note ?? null,
})

export const budgetList: View<readonly BudgetStatus[]> = {
  kind: 'BudgetList',
  columns: [
    {header: 'OBJECT', value: budgetLabel, rank: 'keep'},
    {header: 'LIMIT', value: ({limitUsd}) => totalText(limitUsd), align: 'right'},
    {header: 'SPENT', value: ({spentUsd, isPartial}) => amount(spentUsd, isPartial), align: 'right'},
    {header: 'FORECAST', value: ({forecastUsd, isPartial}) => amount(forecastUsd, isPartial), align: 'right'},
    {
      header: 'USED',
      value: (budget) => {
        const used = usedShare(budget)
        return used === null ? unknownPrice : share(used)
      },
      align: 'right',
    },
    {header: 'ALERT-AT', value: ({alertAt}) => share(alertAt), align: 'right'},
    {header: 'STATE', value: ({state}) => state, tone: ({state}) => tones[state], rank: 'keep'},
    {header: 'NOTE', value: ({note}) => note, wide: true},
  ],
  json: budgetJson,
  name: (budget) => `budget/${budgetKey(budget)}`,
  empty: 'no budgets: ome cost budget set NAME --limit USD',
}
