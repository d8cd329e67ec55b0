import {hoursPerMonth} from '@ome/pricing/quote'
import {hourMs} from '../../domain/span.ts'
import {compareFlags, objectCompletions, objectOperand} from '../../kaito/flags.ts'
import {comparesCosts} from '../../kaito/needs.ts'
import {cloudsFrom, compareCosts, regionsFrom} from '../../kaito/usecases/plan-cost.ts'
import {comparisonView} from '../../kaito/views/candidates.ts'
import {askedWorkload} from '../../printing/asked-workload.ts'
import {CostCommand} from '../../printing/cost-command.ts'
import {comparisonPage} from '../../report/views/cost-page.ts'

export default class CostCompare extends CostCommand {
  static override summary = 'Compare what a model costs on the machines of several clouds'
  static override description =
    'The cheapest type of each cloud that holds the model on at most four nodes, with equal context; how fast it is there is not compared. Without --duration: a month of 730 hours.'
  static override examples = [
    '<%= config.bin %> cost compare --model phi-3-mini --duration 8h --clouds azure,aws',
    '<%= config.bin %> cost compare --model phi-4 --clouds azure --regions eastus,westeurope,swedencentral',
    '<%= config.bin %> cost compare workspace my-workspace --all-types',
  ]
  static override args = objectOperand
  static override flags = compareFlags
  static override needs = comparesCosts
  static override risk = 'read' as const
  static override completions = objectCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(CostCompare)
    const file = this.pageOf(flags)
    const clouds = cloudsFrom(flags.clouds ?? ['azure', 'aws'])
    const asked = await askedWorkload(this.context, flags, {
      verb: 'cost compare',
      typed: [args.object, args.name],
      note: (text) => this.note(text),
    })
    const {workload, ports, current} = asked
    const {region, 'all-types': allTypes} = flags
    const places = {region, ofObject: asked.region, regions: regionsFrom(flags.regions)}
    const candidates = await compareCosts(ports, workload, {clouds, allTypes, ...places, current})
    const hours = flags.duration === undefined ? hoursPerMonth : flags.duration / hourMs
    this.tell(comparisonView, {workload, candidates, hours}, flags, {file, page: comparisonPage})
  }
}
