import {OmeError} from '@ome/sdk/errors'
import type {Spending} from '../../spend/domain/ports.ts'
import {servicePods} from '../../spend/domain/service-use.ts'
import {pricedCluster} from '../../spend/usecases/service-cost.ts'
import type {RatedBudget} from '../domain/alert-rule.ts'
import type {BudgetStore} from '../domain/budget-store.ts'

/** Budgets with the price of the GPUs that their services hold now; those without are noted. */
export async function rateBudgets(
  store: BudgetStore,
  ports: Spending,
  namespace: string,
): Promise<readonly RatedBudget[]> {
  const [budgets, uses, {quote}] = await Promise.all([
    store.list(namespace),
    ports.services.list(namespace),
    pricedCluster(ports),
  ])
  const rated = budgets.flatMap((budget) => {
    const use = uses.find(({name}) => name === budget.service)
    const prices = (use?.pods ?? []).flatMap(({gpus, node}) => {
      const found = gpus > 0 && node !== undefined ? quote(node) : undefined
      return found ? [found.usdPerHour / found.gpus] : []
    })
    if (use && prices.length > 0) return [{...budget, usdPerGpuHour: Math.max(...prices), pods: servicePods(use)}]
    ports.note(`service "${budget.service}" is left out: no GPU that it holds has a known price`)
    return []
  })
  if (rated.length > 0) return rated
  throw new OmeError('failed', `no budget of namespace "${namespace}" can become a rule`, [
    'see them: ome cost budget show',
  ])
}
