import {hourMs} from '../../domain/span.ts'
import {planningKaito} from '../../kaito/compose.ts'
import {periodsOf} from '../../kaito/domain/kaito-cost.ts'
import {estimateFlags, objectCompletions} from '../../kaito/flags.ts'
import {plansCosts} from '../../kaito/needs.ts'
import {estimateCost, workloadOf} from '../../kaito/usecases/plan-cost.ts'
import {costEstimateView} from '../../kaito/views/candidates.ts'
import {CostCommand} from '../../printing/cost-command.ts'
import {estimatePage} from '../../report/views/cost-page.ts'

export default class CostEstimate extends CostCommand {
  static override summary = 'Estimate what a model would cost with KAITO, before anything runs'
  static override description =
    'Nodes are those of the estimator of KAITO; for --method the memory of tuning is our own estimate. Without --duration: an hour, a day and a month of 730 hours. A type that KAITO no longer takes gives way to the cheapest that holds the model.'
  static override examples = [
    '<%= config.bin %> cost estimate --model llama-3.3-70b-instruct --duration 24h --offline',
    '<%= config.bin %> cost estimate --model phi-3-mini --method qlora --duration 4h --breakdown --cloud azure',
  ]
  static override flags = estimateFlags
  static override needs = plansCosts
  static override risk = 'read' as const
  static override completions = {flags: objectCompletions.flags}

  async run(): Promise<void> {
    const {flags} = await this.parse(CostEstimate)
    const {model, method, replicas, duration, region, breakdown} = flags
    const file = this.pageOf(flags)
    const note = (text: string) => this.note(text)
    const ports = planningKaito(this.context, flags, note)
    const workload = workloadOf({model, method, replicas, context: flags['context-length']}, note)
    const estimate = await estimateCost(ports, workload, {instanceType: flags['instance-type'], region})
    const periods = periodsOf(duration, duration === undefined ? '' : `${Number((duration / hourMs).toFixed(2))} h`)
    this.tell(costEstimateView, {estimate, periods, breakdown}, flags, {file, page: estimatePage})
  }
}
