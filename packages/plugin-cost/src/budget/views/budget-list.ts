import type {Tone, View} from '@ome/sdk/view'
import {totalText, unknownPrice} from '../../domain/money.ts'
import type {BudgetState, BudgetStatus} from '../domain/budget.ts'

const tones: Readonly<Record<BudgetState, Tone>> = {ok: 'good', alert: 'warn', over: 'bad', unknown: 'warn'}
const amount = (usd: number | undefined, isPartial: boolean): string =>
  usd === undefined ? unknownPrice : `${totalText(usd)}${isPartial ? ' (partial)' : ''}`
const share = (part: number): string => `${Math.round(part * 100)}%`

export const budgetJson = ({spentUsd, forecastUsd, ...budget}: BudgetStatus) => ({
  service: budget.service,
  limitUsd: budget.limitUsd,
  spentUsd: spentUsd ?? null,
  forecastUsd: forecastUsd ?? null,
  usedShare: spentUsd === undefined ? null : spentUsd / budget.limitUsd,
  alertAt: budget.alertAt,
  state: budget.state,
  partial: budget.isPartial,
  note: budget.note ?? null,
})

export const budgetList: View<readonly BudgetStatus[]> = {
  kind: 'BudgetList',
  columns: [
    {header: 'SERVICE', value: ({service}) => service, rank: 'keep'},
    {header: 'LIMIT', value: ({limitUsd}) => totalText(limitUsd), align: 'right'},
    {header: 'SPENT', value: ({spentUsd, isPartial}) => amount(spentUsd, isPartial), align: 'right'},
    {header: 'FORECAST', value: ({forecastUsd}) => amount(forecastUsd, false), align: 'right'},
    {
      header: 'USED',
      value: ({spentUsd, limitUsd}) => (spentUsd === undefined ? unknownPrice : share(spentUsd / limitUsd)),
      align: 'right',
    },
    {header: 'ALERT-AT', value: ({alertAt}) => share(alertAt), align: 'right'},
    {header: 'STATE', value: ({state}) => state, tone: ({state}) => tones[state], rank: 'keep'},
    {header: 'NOTE', value: ({note}) => note, wide: true},
  ],
  json: budgetJson,
  name: ({service}) => `budget/${service}`,
  empty: 'no budgets: ome cost budget set SERVICE --limit USD',
}
