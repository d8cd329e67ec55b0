import {OmeCommand} from '@ome/sdk/command'
import {budgetPorts} from '../../../budget/compose.ts'
import {openNotes} from '../../../budget/domain/alarm.ts'
import {budgetCompletions, showFlags, someBudgets} from '../../../budget/flags.ts'
import {showsBudgets} from '../../../budget/needs.ts'
import {showBudgets} from '../../../budget/usecases/show-budgets.ts'
import {budgetList} from '../../../budget/views/budget-list.ts'
import {budgets} from '../../../compose.ts'
import {someBudgeted} from '../../../domain/cost-target.ts'

export default class CostBudgetShow extends OmeCommand {
  static override summary = 'Show budgets and what is spent of them this month'
  static override description =
    'SPENT is the calendar month so far (UTC); FORECAST is what it comes to when what runs now runs to its end. STATE is over from the limit on, alert from ALERT-AT of it on, by either; unknown where a price, or time of which nobody kept a record, may reach that.'
  static override examples = [
    '<%= config.bin %> cost budget show',
    '<%= config.bin %> cost budget show prod-llama -o json',
  ]
  static override args = someBudgets
  static override flags = showFlags
  static override needs = showsBudgets
  static override risk = 'read' as const
  static override completions = budgetCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(CostBudgetShow)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const only = someBudgeted('show', [args.object, args.name])
    const ports = await budgetPorts(this.context, flags, (text) => this.note(text))
    const found = await showBudgets(await budgets(this.context), ports, {namespace, only})
    for (const text of openNotes(found)) this.note(text)
    this.render(budgetList, found, flags.output)
  }
}
