import {OmeCommand} from '@ome/sdk/command'
import {budgetObjects} from '../../../budget/compose.ts'
import {budgetCompletions, budgetOperand, setFlags} from '../../../budget/flags.ts'
import {setsBudgets} from '../../../budget/needs.ts'
import {planBudget} from '../../../budget/usecases/plan-budget.ts'
import {budgets} from '../../../compose.ts'
import {budgetTarget} from '../../../domain/cost-target.ts'

export default class CostBudgetSet extends OmeCommand {
  static override summary = 'Set what a service, or an object of KAITO, may cost in a month'
  static override description =
    'Budgets are kept in ConfigMap ome-budgets of the namespace, for everybody. They are for calendar months in UTC. Nothing is stopped when one is over.'
  static override examples = [
    '<%= config.bin %> cost budget set prod-llama --limit 3000 --alert-at 80%',
    '<%= config.bin %> cost budget set prod-llama --limit 3000 --dry-run',
    '<%= config.bin %> cost budget set workspace my-workspace --limit 2700',
  ]
  static override args = budgetOperand
  static override flags = setFlags
  static override needs = setsBudgets
  static override risk = 'write' as const
  static override completions = budgetCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(CostBudgetSet)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const target = budgetTarget('set', [args.object, args.name])
    const [store, objects] = await Promise.all([budgets(this.context), budgetObjects(this.context)])
    const budget = {...target, limitUsd: flags.limit, alertAt: flags['alert-at']}
    await this.plan(await planBudget(store, objects, namespace, budget), flags)
  }
}
