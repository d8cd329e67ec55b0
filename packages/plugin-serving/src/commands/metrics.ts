import {OmeCommand} from '@ome/sdk/command'
import {serviceOperand} from '../flags.ts'
import {readsKaito} from '../kaito-observe/needs.ts'
import {peakOf} from '../kaito-observe/printing/measure-target.ts'
import {findTarget, runningTarget} from '../kaito-observe/printing/running-target.ts'
import {measuring} from '../measure/compose.ts'
import {groupsIn, metricNames} from '../measure/domain/metric-name.ts'
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
    '<%= config.bin %> metrics chat --show throughput,latency',
  ]
  static override args = serviceOperand
  static override flags = metricFlags
  static override needs = [...measures, ...readsKaito]
  static override risk = 'read' as const
  static override completions = metricCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Metrics)
    const groups = groupsIn(flags.show)
    const metrics = groups.length > 0 ? groups : metricNames(flags.metric)
    const found = await findTarget(this.context, {verb: 'metrics', words: [args.service, args.name], ...flags})
    const [ports, store] = await Promise.all([measuring(this.context), runningTarget(this.context, found)])

    const read = () => store.get()
    const input = {metrics, intervalMs: flags.interval, sinceMs: flags.since}
    if (flags.follow) {
      const ticks = trends(followMetrics(ports, read, input))
      return await this.watch(metricTicks(this.context.io.unicode), ticks, flags.output)
    }
    const measured = await measureService(ports, read, input)
    for (const note of measured.notes) this.note(note)
    const peak = metrics.includes('tokens-per-second') ? await peakOf(this.context, found) : []
    this.render(metricList, [...metricRows(measured), ...peak], flags.output)
  }
}
