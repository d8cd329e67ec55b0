import {OmeCommand} from '@ome/sdk/command'
import {measuring} from '../../runs/compose.ts'
import {metricParts} from '../../runs/domain/run-metrics.ts'
import {metricFlags, runCompletions, runName} from '../../runs/flags.ts'
import {readMetrics} from '../../runs/needs.ts'
import {measureRun} from '../../runs/usecases/measure-run.ts'
import {runMetrics} from '../../runs/views/run-metrics.ts'

export default class TuneMetrics extends OmeCommand {
  static override summary = 'Show the GPUs and the loss of a tuning run'
  static override description =
    "GPU figures are the trainer's own, asked through the API server. The loss is of its log: a curve, and its last rows; -o wide and -o json have all."
  static override examples = [
    '<%= config.bin %> tune metrics my-tuning',
    '<%= config.bin %> tune metrics my-tuning --show loss',
    '<%= config.bin %> tune metrics my-tuning --show gpu -o json',
  ]
  static override args = runName
  static override flags = metricFlags
  static override needs = readMetrics
  static override risk = 'read' as const
  static override completions = runCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TuneMetrics)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const ask = {namespace, name: args.name, show: flags.show ?? metricParts}
    const metrics = await measureRun(await measuring(this.context), ask)
    for (const text of metrics.notes) this.note(text)
    this.render(runMetrics(this.context.io.unicode), metrics, flags.output)
  }
}
