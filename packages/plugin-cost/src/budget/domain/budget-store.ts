import type {Change} from '@ome/sdk/plan'
import type {Budget, Budgeted} from './budget.ts'

/** Budgets of a namespace, kept in the cluster for everybody. */
export interface BudgetStore {
  /** By their keys. */
  list(namespace: string): Promise<readonly Budget[]>
  /** Nothing to write where it is as it was. */
  set(namespace: string, budget: Budget): Promise<Change>
  remove(namespace: string, budgeted: Budgeted): Promise<Change>
}
