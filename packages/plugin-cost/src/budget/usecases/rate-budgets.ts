import {OmeError} from '@ome/sdk/errors'
import {kaitoPods, ratedCost} from '../../history/usecases/rate-subjects.ts'
import type {PricingKaito} from '../../kaito/domain/ports.ts'
import {costsOf} from '../../kaito/usecases/kaito-cost.ts'
import type {Spending} from '../../spend/domain/ports.ts'
import {servicePods} from '../../spend/domain/service-use.ts'
import {pricedCluster} from '../../spend/usecases/service-cost.ts'
import type {RatedBudget} from '../domain/alert-rule.ts'
import {type Budget, budgetKey} from '../domain/budget.ts'
import type {BudgetStore} from '../domain/budget-store.ts'
import type {BudgetPorts} from '../domain/ports.ts'

/** Budgets with the price of the GPUs that their objects hold now; those without are noted. */
export async function rateBudgets(
  store: BudgetStore,
  {spending, kaito, note}: Pick<BudgetPorts, 'spending' | 'kaito' | 'note'>,
  namespace: string,
): Promise<readonly RatedBudget[]> {
  const budgets = await store.list(namespace)
  const ofServices = budgets.filter(({noun}) => noun === 'service')
  const ofObjects = budgets.filter(({noun}) => noun !== 'service')
  const [services, objects] = await Promise.all([
    ofServices.length === 0 ? [] : rateServices(ofServices, spending, namespace),
    ofObjects.length === 0 ? [] : rateObjects(ofObjects, kaito, namespace),
  ])
  const rated = [...services, ...objects]
  const known = new Set(rated.map(budgetKey))
  for (const budget of budgets.filter((each) => !known.has(budgetKey(each))))
    note(`${budget.noun} "${budget.name}" is left out: no GPU that it holds has a known price`)
  if (rated.length > 0) return rated
  throw new OmeError('failed', `no budget of namespace "${namespace}" can become a rule`, [
    'see them: ome cost budget show',
  ])
}

async function rateServices(
  budgets: readonly Budget[],
  spending: Spending,
  namespace: string,
): Promise<readonly RatedBudget[]> {
  const [uses, {quote}] = await Promise.all([spending.services.list(namespace), pricedCluster(spending)])
  return budgets.flatMap((budget) => {
    const use = uses.find(({name}) => name === budget.name)
    const prices = (use?.pods ?? []).flatMap(({gpus, node}) => {
      const found = gpus > 0 && node !== undefined ? quote(node) : undefined
      return found ? [found.usdPerHour / found.gpus] : []
    })
    return use && prices.length > 0 ? [{...budget, usdPerGpuHour: Math.max(...prices), pods: servicePods(use)}] : []
  })
}

async function rateObjects(
  budgets: readonly Budget[],
  kaito: PricingKaito,
  namespace: string,
): Promise<readonly RatedBudget[]> {
  const {subjects} = await kaito.store.list({namespace})
  const meant = subjects.filter(({noun, name}) => budgets.some((each) => each.noun === noun && each.name === name))
  const costs = await costsOf(kaito, meant, undefined)
  return budgets.flatMap((budget) => {
    const cost = costs.find(({noun, name}) => noun === budget.noun && name === budget.name)
    const usdPerGpuHour = cost && cost.nodes > 0 ? ratedCost(cost).usdPerGpuHour : undefined
    return cost && usdPerGpuHour !== undefined ? [{...budget, usdPerGpuHour, pods: kaitoPods(cost)}] : []
  })
}
