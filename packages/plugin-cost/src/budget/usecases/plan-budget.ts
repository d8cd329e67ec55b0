import type {Plan} from '@ome/sdk/plan'
import type {PricingKaito} from '../../kaito/domain/ports.ts'
import {findSubject} from '../../kaito/usecases/kaito-cost.ts'
import type {ServiceReader} from '../../spend/domain/ports.ts'
import {missingService} from '../../spend/usecases/service-cost.ts'
import type {Budget, Budgeted} from '../domain/budget.ts'
import type {BudgetStore} from '../domain/budget-store.ts'

interface Objects {
  readonly services: ServiceReader
  readonly kaito: Pick<PricingKaito, 'store'>
}

/** Throws `not-found` for an object that is not there. */
export async function planBudget(
  store: BudgetStore,
  {services, kaito}: Objects,
  namespace: string,
  budget: Budget,
): Promise<Plan> {
  const {noun, name} = budget
  if (noun !== 'service') await findSubject(kaito, namespace, {noun, name})
  else if (!(await services.has(namespace, name))) throw await missingService({services}, namespace, name)
  return {changes: [await store.set(namespace, budget)]}
}

export const planRemoval = async (store: BudgetStore, namespace: string, budgeted: Budgeted): Promise<Plan> => ({
  changes: [await store.remove(namespace, budgeted)],
  asks: `Delete the budget of ${budgeted.noun} "${budgeted.name}" in namespace "${namespace}"?`,
})
