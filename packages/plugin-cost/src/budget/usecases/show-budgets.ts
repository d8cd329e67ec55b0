import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import {monthOf} from '../../domain/span.ts'
import type {Spending} from '../../spend/domain/ports.ts'
import {costOf, monthEndUsd, pricedCluster} from '../../spend/usecases/service-cost.ts'
import {
  type Budget,
  type Budgeted,
  type BudgetStatus,
  budgetLabel,
  budgetStatus,
  isSameBudget,
  type Spent,
} from '../domain/budget.ts'
import type {BudgetStore} from '../domain/budget-store.ts'
import {openUsd} from '../domain/open-usd.ts'
import type {BudgetPorts} from '../domain/ports.ts'
import {kaitoSpent} from './kaito-spent.ts'

interface Ask {
  readonly namespace: string
  /** One alone. */
  readonly only?: Budgeted | undefined
}

/** Budgets of a namespace, or that of one object, with what is spent. Throws `not-found` where that has none. */
export async function showBudgets(store: BudgetStore, ports: BudgetPorts, ask: Ask): Promise<readonly BudgetStatus[]> {
  const budgets = chosen(await store.list(ask.namespace), ask)
  const month = monthOf(ports.now())
  const isService = ({noun}: Budget): boolean => noun === 'service'
  const about = {namespace: ask.namespace, month}
  const [services, objects] = await Promise.all([
    servicesSpent(ports.spending, {...about, budgets: budgets.filter(isService)}),
    kaitoSpent(ports, {...about, budgets: budgets.filter((each) => !isService(each))}),
  ])
  const [ofServices, ofObjects] = [services.values(), objects.values()]
  return budgets.map((budget) => {
    return budgetStatus(budget, (isService(budget) ? ofServices : ofObjects).next().value)
  })
}

function chosen(all: readonly Budget[], {namespace, only}: Ask): readonly Budget[] {
  if (only === undefined) return all
  const found = all.filter((each) => isSameBudget(each, only))
  if (found.length > 0) return found
  const near = nearest(budgetLabel(only), all.map(budgetLabel))
  const {noun, name} = only
  throw new OmeError('not-found', `${noun} "${name}" has no budget in namespace "${namespace}"`, [
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
    `set one: ome cost budget set ${noun === 'service' ? name : `${noun} ${name}`} --limit USD -n ${namespace}`,
  ])
}

async function servicesSpent(
  ports: Spending,
  {namespace, budgets, month}: Parameters<typeof kaitoSpent>[1],
): Promise<readonly (Spent | undefined)[]> {
  if (budgets.length === 0) return []
  const [uses, cluster] = await Promise.all([ports.services.list(namespace), pricedCluster(ports)])
  return await Promise.all(
    budgets.map(async ({name}) => {
      const use = uses.find((each) => each.name === name)
      if (!use) return undefined
      const cost = await costOf(ports, use, cluster, month.soFar)
      const {usd, isPartial, isRatePartial, coverage} = cost
      const gap = coverage.gap === undefined ? {} : {gap: coverage.gap}
      const known = {usd, forecastUsd: monthEndUsd(cost, month), openUsd: openUsd(use, cost)}
      return {...known, isPartial: isPartial || isRatePartial, ...gap}
    }),
  )
}
