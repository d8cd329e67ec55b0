import type {Plan} from '@ome/sdk/plan'
import type {ServiceReader} from '../../spend/domain/ports.ts'
import {missingService} from '../../spend/usecases/service-cost.ts'
import type {Budget} from '../domain/budget.ts'
import type {BudgetStore} from '../domain/budget-store.ts'

/** Throws `not-found` for a service that is not there. */
export async function planBudget(
  store: BudgetStore,
  services: ServiceReader,
  namespace: string,
  budget: Budget,
): Promise<Plan> {
  if (!(await services.has(namespace, budget.service)))
    throw await missingService({services}, namespace, budget.service)
  return {changes: [await store.set(namespace, budget)]}
}

export const planRemoval = async (store: BudgetStore, namespace: string, service: string): Promise<Plan> => ({
  changes: [await store.remove(namespace, service)],
  asks: `Delete the budget of service "${service}" in namespace "${namespace}"?`,
})
