import {OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {Exit} from '@ome/sdk/runtime'
import {budgetPorts} from '../../../budget/compose.ts'
import {alarming, alarmText, openNotes} from '../../../budget/domain/alarm.ts'
import {budgetWords} from '../../../budget/domain/budget.ts'
import {budgetCompletions, checkFlags, someBudgets} from '../../../budget/flags.ts'
import {showsBudgets} from '../../../budget/needs.ts'
import {showBudgets} from '../../../budget/usecases/show-budgets.ts'
import {budgetJson, budgetList} from '../../../budget/views/budget-list.ts'
import {budgets, tell} from '../../../compose.ts'
import {someBudgeted} from '../../../domain/cost-target.ts'

export default class CostBudgetCheck extends OmeCommand {
  static override summary = 'Fail when a budget is over'
  static override description =
    'For pipelines and cron jobs: ends with 3 when a budget is over, also where the webhook could not be told, and with 1 when one cannot be told for want of a price, or of a record of the month (a Prometheus keeps one). --webhook is sent {text, namespace, budgets} where one is over or nearly so.'
  static override examples = [
    '<%= config.bin %> cost budget check',
    '<%= config.bin %> cost budget check prod-llama --webhook https://chat.example.com/hooks/ID',
  ]
  static override args = someBudgets
  static override flags = checkFlags
  static override needs = showsBudgets
  static override risk = 'read' as const
  static override completions = budgetCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(CostBudgetCheck)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const only = someBudgeted('check', [args.object, args.name])
    const ports = await budgetPorts(this.context, flags, (text) => this.note(text))
    const found = await showBudgets(await budgets(this.context), ports, {namespace, only})
    for (const text of openNotes(found)) this.note(text)
    this.render(budgetList, found, flags.output)
    const alarms = alarming(found)
    const message = {text: alarmText(namespace, alarms), namespace, budgets: alarms.map(budgetJson)}
    const untold = alarms.length > 0 ? await tell(this.context, flags.webhook, message) : undefined
    if (found.some(({state}) => state === 'over')) {
      if (untold) this.note(untold.message)
      throw new Exit(3)
    }
    if (untold) throw untold
    const [unknown] = found.filter(({state}) => state === 'unknown')
    if (unknown)
      throw new OmeError('failed', `the budget of ${unknown.noun} "${unknown.name}" cannot be checked`, [
        `see what is not known: ome cost ${budgetWords(unknown)} -n ${namespace}`,
        'a Prometheus that scrapes kube-state-metrics keeps a record: ome config set prometheus.url URL',
      ])
  }
}
