import {OmeCommand} from '@ome/sdk/command'
import {costs} from '../../compose.ts'
import {completions, flags} from '../../flags.ts'
import {needs} from '../../needs.ts'
import {analyzeCosts} from '../../usecases/analyze-costs.ts'
import {savingList} from '../../views/saving-list.ts'

export default class CostOptimizerAnalyze extends OmeCommand {
  static override summary = 'Find services that hold GPUs they do not need'
  static override description =
    'Not serving: no replica is ready. Idle: no request since the replicas started; one replica is kept. Oversized: fewer replicas would do for what is in their caches.'
  static override examples = [
    '<%= config.bin %> cost-optimizer analyze --namespace ml-models',
    '<%= config.bin %> cost-optimizer analyze --all-namespaces -o json',
  ]
  static override flags = flags
  static override needs = needs
  static override risk = 'read' as const
  static override completions = completions

  async run(): Promise<void> {
    const {flags} = await this.parse(CostOptimizerAnalyze)

    const savings = await analyzeCosts(await costs(this.context, flags.prices), await this.scopeOf(flags))

    this.render(savingList, savings, flags.output)
  }
}
