import type {HistoryPorts} from '../../history/domain/ports.ts'
import type {PricingKaito} from '../../kaito/domain/ports.ts'
import type {Spending} from '../../spend/domain/ports.ts'

export interface KaitoSpending extends Pick<HistoryPorts, 'prometheus' | 'note'> {
  readonly kaito: PricingKaito
}

/** What telling the spent part of budgets takes. */
export interface BudgetPorts extends KaitoSpending {
  readonly spending: Spending
  readonly now: () => Date
}
