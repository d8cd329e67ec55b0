import {costTarget} from '../../domain/cost-target.ts'
import {costOperand} from '../../flags.ts'
import {historyPorts} from '../../history/compose.ts'
import {historyCompletions, historyFlags} from '../../history/flags.ts'
import {readsHistory} from '../../history/needs.ts'
import {rateSubjects} from '../../history/usecases/rate-subjects.ts'
import {readHistory} from '../../history/usecases/read-history.ts'
import {historyView} from '../../history/views/history.ts'
import {CostCommand} from '../../printing/cost-command.ts'
import {historyPage} from '../../report/views/cost-page.ts'

export default class CostHistory extends CostCommand {
  static override summary = 'Show what something cost day by day'
  static override description =
    'Hours come from a Prometheus that scrapes kube-state-metrics, multiplied with the prices of today; else what OpenCost says, or the log of `ome cost record`, at the prices of then. Without a name: all of the namespace.'
  static override examples = [
    '<%= config.bin %> cost history workspace my-workspace --days 30',
    '<%= config.bin %> cost history -n kaito --trends --report history.html',
  ]
  static override args = costOperand
  static override flags = historyFlags
  static override needs = readsHistory
  static override risk = 'read' as const
  static override completions = historyCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(CostHistory)
    const file = this.pageOf(flags)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const target = costTarget([args.object, args.name])
    const ports = await historyPorts(this.context, flags, (text) => this.note(text))
    const subjects = await rateSubjects(ports.rating, target, {namespace, region: flags.region})
    const history = await readHistory(ports, subjects, flags)
    const isUnicode = this.context.io.unicode
    this.tell(historyView, {title: subjects.title, history, isUnicode}, flags, {file, page: historyPage})
  }
}
