import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import {monthOf} from '../../domain/span.ts'
import type {Spending} from '../../spend/domain/ports.ts'
import {costOf, monthEndUsd, pricedCluster} from '../../spend/usecases/service-cost.ts'
import {type BudgetStatus, budgetStatus} from '../domain/budget.ts'
import type {BudgetStore} from '../domain/budget-store.ts'

/** Budgets of a namespace, or that of one service, with what is spent. Throws `not-found` where that has none. */
export async function showBudgets(
  store: BudgetStore,
  ports: Spending,
  {namespace, service}: {readonly namespace: string; readonly service?: string | undefined},
): Promise<readonly BudgetStatus[]> {
  const all = await store.list(namespace)
  const budgets = all.filter((each) => service === undefined || each.service === service)
  if (service !== undefined && budgets.length === 0) {
    const near = nearest(
      service,
      all.map((each) => each.service),
    )
    throw new OmeError('not-found', `service "${service}" has no budget in namespace "${namespace}"`, [
      ...(near === undefined ? [] : [`did you mean ${near}?`]),
      `set one: ome cost budget set ${service} --limit USD -n ${namespace}`,
    ])
  }
  if (budgets.length === 0) return []
  const [uses, cluster] = await Promise.all([ports.services.list(namespace), pricedCluster(ports)])
  const month = monthOf(ports.now())
  return await Promise.all(
    budgets.map(async (budget) => {
      const use = uses.find(({name}) => name === budget.service)
      if (!use) return budgetStatus(budget, undefined)
      const cost = await costOf(ports, use, cluster, month.soFar)
      const {usd, isPartial, isRatePartial, coverage} = cost
      const gap = coverage.gap === undefined ? {} : {gap: coverage.gap}
      const forecastUsd = monthEndUsd(cost, month)
      return budgetStatus(budget, {usd, forecastUsd, isPartial: isPartial || isRatePartial, ...gap})
    }),
  )
}
