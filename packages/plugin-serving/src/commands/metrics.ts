import {getService} from '@ome/inference-model/get-service'
import {serviceName} from '@ome/inference-model/service-operand'
import {OmeCommand} from '@ome/sdk/command'
import {serving} from '../compose.ts'
import {serviceOperand} from '../flags.ts'
import {measuring} from '../measure/compose.ts'
import {metricNames} from '../measure/domain/metric-name.ts'
import {metricRows} from '../measure/domain/metric-rows.ts'
import {trends} from '../measure/domain/trend.ts'
import {metricCompletions, metricFlags} from '../measure/flags.ts'
import {measures} from '../measure/needs.ts'
import {followMetrics, measureService} from '../measure/usecases/measure-service.ts'
import {metricList, metricTicks} from '../measure/views/metric-list.ts'

export default class Metrics extends OmeCommand {
  static override summary = 'Show load, latencies, KV cache and GPUs of a service as numbers'
  static override description =
    'Asks the Prometheus of the setting prometheus.url or of the cluster; without one the pods themselves, twice, --interval apart. Every value names its source and the time it is about.'
  static override examples = [
    '<%= config.bin %> metrics service chat',
    '<%= config.bin %> metrics chat --metric gpu-utilization',
    '<%= config.bin %> metrics chat --metric kv-cache --metric waiting --follow --interval 10s',
  ]
  static override args = serviceOperand
  static override flags = metricFlags
  static override needs = measures
  static override risk = 'read' as const
  static override completions = metricCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Metrics)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const name = serviceName('metrics', [args.service, args.name])
    const metrics = metricNames(flags.metric)
    const {services} = await serving(this.context)
    const ports = await measuring(this.context)

    const read = () => getService(services, {name, namespace})
    const input = {metrics, intervalMs: flags.interval, sinceMs: flags.since}
    if (flags.follow) {
      const ticks = trends(followMetrics(ports, read, input))
      return await this.watch(metricTicks(this.context.io.unicode), ticks, flags.output)
    }
    const found = await measureService(ports, read, input)
    for (const note of found.notes) this.note(note)
    this.render(metricList, metricRows(found), flags.output)
  }
}
