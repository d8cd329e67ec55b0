import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import {monthOf} from '../../domain/span.ts'
import type {Spending} from '../../spend/domain/ports.ts'
import {costOf, pricedCluster} from '../../spend/usecases/service-cost.ts'
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
  const {soFar, whole} = monthOf(ports.now())
  const elapsed = Math.max(1, soFar.toMs - soFar.fromMs) / (whole.toMs - whole.fromMs)
  return await Promise.all(
    budgets.map(async (budget) => {
      const use = uses.find(({name}) => name === budget.service)
      if (!use) return budgetStatus(budget, undefined)
      const {usd, isPartial, coverage} = await costOf(ports, use, cluster, soFar)
      const note = coverage.gap === undefined ? {} : {note: coverage.gap}
      return budgetStatus(budget, {usd, isPartial, elapsed, ...note})
    }),
  )
}
