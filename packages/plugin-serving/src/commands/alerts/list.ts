import {Args} from '@ome/sdk/command'
import {output, scope} from '@ome/sdk/flags'
import {alertMetricsOf, alertsOf} from '../../alerts/compose.ts'
import {listsAlerts} from '../../alerts/needs.ts'
import {alertSubject, noPrometheus} from '../../alerts/printing/alert-target.ts'
import {seeAlerts} from '../../alerts/usecases/see-alerts.ts'
import {alertList} from '../../alerts/views/alert-lists.ts'
import {backend, kaitoCompletions} from '../../flags.ts'
import {ServingCommand} from '../../printing/serving-command.ts'

export default class AlertsList extends ServingCommand {
  static override summary = 'Show the alerts on what KAITO runs, and how they stand'
  static override description =
    'Rules that alerts configure made, and others with the label ome.cli/managed; a Prometheus tells which of them fire.'
  static override examples = ['<%= config.bin %> alerts list', '<%= config.bin %> alerts list -A -o json']
  static override args = {
    object: Args.string({description: 'workspace NAME, inferenceset NAME, ragengine NAME or NAME'}),
    name: Args.string({description: 'name of the object', hidden: true}),
  }
  static override flags = {...scope, ...backend, ...output}
  static override needs = listsAlerts
  static override risk = 'read' as const
  static override completions = kaitoCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AlertsList)
    const [store, metrics] = await Promise.all([alertsOf(this.context), alertMetricsOf(this.context)])
    const words = [args.object, args.name]
    const alerts = args.object
      ? await store.of(await alertSubject(this.context, 'alerts list', words, flags))
      : await store.list((await this.scopeOf(flags)).namespace)
    if (alerts === undefined) this.note('the cluster has no PrometheusRules: the Prometheus operator is not installed')
    if (!metrics) this.note(noPrometheus)
    this.render(alertList, await seeAlerts(alerts ?? [], metrics), flags.output)
  }
}
