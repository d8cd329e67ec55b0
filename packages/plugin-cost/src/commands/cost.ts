import type {Context} from '@ome/sdk/context'
import {costTarget} from '../domain/cost-target.ts'
import {costCompletions, costFlags, costOperand} from '../flags.ts'
import {kaitoCostView} from '../kaito/views/kaito-cost.ts'
import {readCosts} from '../needs.ts'
import {CostCommand} from '../printing/cost-command.ts'
import {readKaito, readNamed, readNamespace, readService} from '../printing/read-costs.ts'
import {kaitoPage, namespacePage, servicePage} from '../report/views/cost-page.ts'
import {namespaceCostView} from '../spend/views/namespace-cost.ts'
import {serviceCostView} from '../spend/views/service-cost.ts'

export default class Cost extends CostCommand {
  static override summary = 'Say what a service or an object of KAITO costs, and whose prices these are'
  static override description =
    'Of services: GPU-hours come from a Prometheus, else from the start of the pods; how much of the time is known is shown. Of objects of KAITO: their machines, each paid whole. A price is that of --price, else of the accelerator class (services only), --prices FILE, OpenCost, a cloud (--online), the bundled list of a date; a price that nobody states is unknown, never 0, and makes the total partial. Totals are summed before they are rounded to cents. The file: {date, prices: [{instanceType, region, usdPerHour} | {accelerator, usdPerGpuHour}], other: {usdPerCpuHour, usdPerMemoryGiBHour, usdPerStorageGiBMonth}}.'
  static override examples = [
    '<%= config.bin %> cost service prod-llama',
    '<%= config.bin %> cost --since 7d --report cost.html',
    '<%= config.bin %> cost service prod-llama --projected --prices prices.yaml -o json',
    '<%= config.bin %> cost workspace my-workspace --duration 8h',
  ]
  static override args = costOperand
  static override flags = costFlags
  static override needs = readCosts
  static override risk = 'read' as const
  static override completions = costCompletions

  async run(): Promise<void> {
    const {args, flags: typed, metadata} = await this.parse(Cost)
    const flags = {...typed, isSinceTyped: !metadata.flags['since']?.setFromDefault}
    const target = costTarget([args.object, args.name])
    const told = (text: string) => this.note(text)
    const {context} = this
    const file = this.pageOf(flags)
    const many = flags.cluster !== undefined
    if (target === undefined) {
      const [read, to] = [
        (world = context, note = told) => readNamespace(world, flags, note),
        {file, page: namespacePage},
      ]
      if (many) return await this.tellFleet(namespaceCostView, read, flags, to)
      return this.tell(namespaceCostView, await read(), flags, to)
    }
    if (target.noun !== 'service') {
      const [read, to] = [
        (world = context, note = told) => readKaito(world, flags, target, note),
        {file, page: kaitoPage},
      ]
      if (many) return await this.tellFleet(kaitoCostView, read, flags, to)
      return this.tell(kaitoCostView, await read(), flags, to)
    }
    if (many) {
      const read = (world: Context, note = told) => readService(world, flags, target.name, note)
      return await this.tellFleet(serviceCostView, read, flags, {file, page: servicePage})
    }
    const found = await readNamed(context, flags, target.name, told)
    if ('service' in found) return this.tell(serviceCostView, found.service, flags, {file, page: servicePage})
    this.tell(kaitoCostView, found.kaito, flags, {file, page: kaitoPage})
  }
}
