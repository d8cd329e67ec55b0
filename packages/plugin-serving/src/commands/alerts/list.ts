import {Args} from '@ome/sdk/command'
import type {Context} from '@ome/sdk/context'
import {fleet, output, scope} from '@ome/sdk/flags'
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
  static override flags = {...fleet, ...scope, ...backend, ...output}
  static override needs = listsAlerts
  static override risk = 'read' as const
  static override completions = kaitoCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AlertsList)
    const words = [args.object, args.name]
    const read = async (context: Context, note: (text: string) => void) => {
      const [store, metrics] = await Promise.all([alertsOf(context), alertMetricsOf(context)])
      const inside = flags['all-namespaces'] ? undefined : (flags.namespace ?? (await context.namespace()))
      const alerts = args.object
        ? await store.of(await alertSubject(context, 'alerts list', words, flags))
        : await store.list(inside)
      if (alerts === undefined) note('the cluster has no PrometheusRules: the Prometheus operator is not installed')
      if (!metrics) note(noPrometheus)
      return await seeAlerts(alerts ?? [], metrics)
    }
    const note = (text: string) => this.note(text)
    if (flags.cluster !== undefined)
      await this.renderFleet(alertList, flags, (own, cluster) => read(own, (text) => note(`${cluster}: ${text}`)))
    else this.render(alertList, await read(this.context, note), flags.output)
  }
}
