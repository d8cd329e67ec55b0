import {Args} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {namespaced, output} from '@ome/sdk/flags'
import {alertMetricsOf, alertsOf} from '../../alerts/compose.ts'
import {triesAlerts} from '../../alerts/needs.ts'
import {alertSubject, noPrometheus} from '../../alerts/printing/alert-target.ts'
import {noRule, tryAlerts} from '../../alerts/usecases/try-alerts.ts'
import {triedAlerts} from '../../alerts/views/alert-lists.ts'
import {backend, kaitoCompletions} from '../../flags.ts'
import {ServingCommand} from '../../printing/serving-command.ts'

export default class AlertsTest extends ServingCommand {
  static override summary = 'Say whether the alerts on an object would fire now'
  static override description = 'Evaluates each rule once; nobody is notified.'
  static override examples = ['<%= config.bin %> alerts test workspace my-workspace']
  static override args = {
    object: Args.string({required: true, description: 'workspace NAME, inferenceset NAME, ragengine NAME or NAME'}),
    name: Args.string({description: 'name of the object', hidden: true}),
  }
  static override flags = {...namespaced, ...backend, ...output}
  static override needs = triesAlerts
  static override risk = 'read' as const
  static override completions = kaitoCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AlertsTest)
    const subject = await alertSubject(this.context, 'alerts test', [args.object, args.name], flags)
    const [store, metrics] = await Promise.all([alertsOf(this.context), alertMetricsOf(this.context)])
    const alerts = await store.of(subject)
    if (alerts.length === 0)
      throw new OmeError('not-found', noRule(subject), [
        `make one: ome alerts configure ${subject.noun} ${subject.name} --gpu-utilization-threshold 90`,
      ])
    if (!metrics) throw new OmeError('failed', noPrometheus, ['ome config set prometheus.url URL'])
    this.render(triedAlerts, await tryAlerts(alerts, metrics), flags.output)
  }
}
