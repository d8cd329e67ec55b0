import {Args, Flags} from '@ome/sdk/command'
import {duration, namespaced, write} from '@ome/sdk/flags'
import {alertMetricsOf, alertsOf} from '../../alerts/compose.ts'
import {writesAlerts} from '../../alerts/needs.ts'
import {alertSubject, noPrometheus} from '../../alerts/printing/alert-target.ts'
import {draftAlerts} from '../../alerts/usecases/plan-alerts.ts'
import {backend, kaitoCompletions} from '../../flags.ts'
import {ServingCommand} from '../../printing/serving-command.ts'

export default class AlertsConfigure extends ServingCommand {
  static override summary = 'Make or change the alerts on an object of KAITO'
  static override description =
    'Writes the PrometheusRule ome-NOUN-NAME. Without the Prometheus operator the rules are printed, for the rule files of a Prometheus.'
  static override examples = [
    '<%= config.bin %> alerts configure workspace my-workspace --gpu-utilization-threshold 90',
    '<%= config.bin %> alerts configure workspace my-workspace --queue-threshold 10 --not-ready-for 10m',
  ]
  static override args = {
    object: Args.string({required: true, description: 'workspace NAME, inferenceset NAME, ragengine NAME or NAME'}),
    name: Args.string({description: 'name of the object', hidden: true}),
  }
  static override flags = {
    ...namespaced,
    ...backend,
    'gpu-utilization-threshold': Flags.integer({description: 'percent its GPUs may be busy', min: 1, max: 100}),
    'queue-threshold': Flags.integer({description: 'requests that may wait', min: 0}),
    'not-ready-for': duration({description: 'how long none of its pods may be ready'}),
    ...write,
  }
  static override needs = writesAlerts
  static override risk = 'write' as const
  static override completions = kaitoCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AlertsConfigure)
    const subject = await alertSubject(this.context, 'alerts configure', [args.object, args.name], flags)
    const [store, metrics] = await Promise.all([alertsOf(this.context), alertMetricsOf(this.context)])
    if (!metrics) this.note(`${noPrometheus}; until then nothing evaluates the rules`)
    const thresholds = {
      gpuPercent: flags['gpu-utilization-threshold'],
      queue: flags['queue-threshold'],
      notReadyMs: flags['not-ready-for'],
    }
    const rules = await draftAlerts(subject, thresholds, metrics)
    const plan = await store.plan(subject, rules)
    if (plan) await this.plan(plan, flags)
    else {
      this.note('the cluster has no PrometheusRules: this is a file of rules for a Prometheus')
      this.context.io.out(await store.file(subject, rules))
    }
  }
}
