import {Args, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {dumpYamlDocuments} from '@ome/sdk/yaml-dump'
import {budgetPorts} from '../../../budget/compose.ts'
import {budgetRule} from '../../../budget/domain/alert-rule.ts'
import {checkJob} from '../../../budget/domain/check-job.ts'
import {exportFlags} from '../../../budget/flags.ts'
import {exportsBudgets} from '../../../budget/needs.ts'
import {rateBudgets} from '../../../budget/usecases/rate-budgets.ts'
import {budgets} from '../../../compose.ts'

const forms = ['prometheus-rule', 'cron-job'] as const

export default class CostBudgetExport extends OmeCommand {
  static override summary = 'Print budgets as alerts of Prometheus, or a CronJob that checks them'
  static override description =
    'Manifests for `ome apply -f -`. The rule fires while the GPUs of a service, at their present price, would cost more in a month of 730 hours than ALERT-AT of its budget. The CronJob comes with a ServiceAccount and the rights it takes.'
  static override examples = [
    '<%= config.bin %> cost budget export prometheus-rule | ome apply -f -',
    '<%= config.bin %> cost budget export cron-job --image registry.example.com/ome:1 > check.yaml',
  ]
  static override args = {form: Args.string({description: forms.join(' or '), required: true, options: [...forms]})}
  static override flags = exportFlags
  static override needs = exportsBudgets
  static override risk = 'read' as const
  static override completions = {args: {form: {values: [...forms]}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(CostBudgetExport)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const {image, schedule = '0 * * * *'} = flags
    const surplus = ['image', 'schedule', 'webhook-secret'].find((flag) => Object.hasOwn(flags, flag))
    if (args.form === 'prometheus-rule' && surplus !== undefined)
      throw new OmeError('usage', `--${surplus} is about a CronJob`, ['ome cost budget export cron-job --image IMAGE'])
    if (args.form === 'cron-job') {
      if (image === undefined)
        throw new OmeError('usage', 'a CronJob needs an image that has this program', ['name it: --image IMAGE'])
      const job = {namespace, image, schedule, webhookSecret: flags['webhook-secret']}
      return this.context.io.out(dumpYamlDocuments(checkJob(job)))
    }
    const ports = await budgetPorts(this.context, flags, (text) => this.note(text))
    const rated = await rateBudgets(await budgets(this.context), ports, namespace)
    this.context.io.out(dumpYamlDocuments([budgetRule(namespace, rated)]))
  }
}
