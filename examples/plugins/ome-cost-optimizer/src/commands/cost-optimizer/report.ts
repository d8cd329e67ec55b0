import {OmeCommand} from '@ome/sdk/command'
import {costs} from '../../compose.ts'
import {toReport} from '../../domain/report.ts'
import {completions, flags} from '../../flags.ts'
import {needs} from '../../needs.ts'
import {analyzeCosts} from '../../usecases/analyze-costs.ts'
import {savingReport} from '../../views/saving-report.ts'

export default class CostOptimizerReport extends OmeCommand {
  static override summary = 'Sum up what could be saved, by reason'
  static override examples = [
    '<%= config.bin %> cost-optimizer report --namespace ml-models',
    '<%= config.bin %> cost-optimizer report --all-namespaces -o yaml',
  ]
  static override flags = flags
  static override needs = needs
  static override risk = 'read' as const
  static override completions = completions

  async run(): Promise<void> {
    const {flags} = await this.parse(CostOptimizerReport)

    const savings = await analyzeCosts(await costs(this.context, flags.prices), await this.scopeOf(flags))

    this.render(savingReport, toReport(savings), flags.output)
  }
}
