import {OmeCommand} from '@ome/sdk/command'
import {spending} from '../compose.ts'
import {costTarget} from '../domain/cost-target.ts'
import {costCompletions, costFlags, costOperand} from '../flags.ts'
import {readCosts} from '../needs.ts'
import {allCosts, serviceCost} from '../spend/usecases/service-cost.ts'
import {namespaceCostView, serviceCostView} from '../spend/views/service-cost.ts'

export default class Cost extends OmeCommand {
  static override summary = 'Say what a service cost, costs and will cost, and whose prices these are'
  static override description =
    'GPU-hours come from a Prometheus, else from the start of the pods; how much of the time is known is shown. A price is that of the accelerator class, else of --prices FILE, OpenCost, a cloud (--online), or the bundled list of a date; a price that nobody states is <unknown>, never 0, and makes the total partial. The file: {date, prices: [{instanceType, region, usdPerHour} | {accelerator, usdPerGpuHour}], other: {usdPerCpuHour, usdPerMemoryGiBHour, usdPerStorageGiBMonth}}.'
  static override examples = [
    '<%= config.bin %> cost service prod-llama',
    '<%= config.bin %> cost --since 7d',
    '<%= config.bin %> cost service prod-llama --projected --prices prices.yaml -o json',
  ]
  static override args = costOperand
  static override flags = costFlags
  static override needs = readCosts
  static override risk = 'read' as const
  static override completions = costCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Cost)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const name = costTarget([args.object, args.name])
    const ports = await spending(this.context, flags, (text) => this.note(text))
    if (name === undefined) {
      const services = await allCosts(ports, namespace, flags.since)
      return this.render(namespaceCostView, {namespace, services}, flags.output)
    }
    const asked = {sinceMs: flags.since, projected: flags.projected}
    this.render(serviceCostView, await serviceCost(ports, {namespace, name}, asked), flags.output)
  }
}
