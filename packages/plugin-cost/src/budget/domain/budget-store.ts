import type {Change} from '@ome/sdk/plan'
import type {Budget} from './budget.ts'

/** Budgets of a namespace, kept in the cluster for everybody. */
export interface BudgetStore {
  /** By the name of the service. */
  list(namespace: string): Promise<readonly Budget[]>
  /** Nothing to write where it is as it was. */
  set(namespace: string, budget: Budget): Promise<Change>
  remove(namespace: string, service: string): Promise<Change>
}
