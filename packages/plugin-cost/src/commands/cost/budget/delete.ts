import {OmeCommand} from '@ome/sdk/command'
import {namespaced, write} from '@ome/sdk/flags'
import {budgetCompletions, budgetOperand} from '../../../budget/flags.ts'
import {deletesBudgets} from '../../../budget/needs.ts'
import {planRemoval} from '../../../budget/usecases/plan-budget.ts'
import {budgets} from '../../../compose.ts'
import {budgetTarget} from '../../../domain/cost-target.ts'

export default class CostBudgetDelete extends OmeCommand {
  static override summary = 'Delete the budget of a service or an object of KAITO'
  static override examples = ['<%= config.bin %> cost budget delete prod-llama --yes']
  static override args = budgetOperand
  static override flags = {...namespaced, ...write}
  static override needs = deletesBudgets
  static override risk = 'destructive' as const
  static override completions = {args: budgetCompletions.args}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(CostBudgetDelete)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const target = budgetTarget('delete', [args.object, args.name])
    await this.plan(await planRemoval(await budgets(this.context), namespace, target), flags)
  }
}
