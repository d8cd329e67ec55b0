import {Exit} from '@ome/sdk/runtime'
import {choiceWithin} from '../../kaito/domain/budget-choice.ts'
import {objectCompletions, objectOperand, optimizeFlags} from '../../kaito/flags.ts'
import {comparesCosts} from '../../kaito/needs.ts'
import {compareCosts} from '../../kaito/usecases/plan-cost.ts'
import {alternativesView} from '../../kaito/views/alternatives.ts'
import {budgetChoiceView} from '../../kaito/views/candidates.ts'
import {allowanceOf, alternativesOf, askedWorkload} from '../../printing/asked-workload.ts'
import {CostCommand} from '../../printing/cost-command.ts'
import {alternativesPage, budgetPage} from '../../report/views/cost-page.ts'

export default class CostOptimize extends CostCommand {
  static override summary = 'Find machines within a budget, or cheaper ones for what runs'
  static override description =
    'With --budget (in all) or --max-hourly: the types that hold the model, cheapest first; ends with 3 when it pays for none. With an object alone: what others would save in a month of 730 hours. Memory decides what fits; speed is not compared.'
  static override examples = [
    '<%= config.bin %> cost optimize --model llama-3.3-70b-instruct --budget 300 --duration 24h --offline',
    '<%= config.bin %> cost optimize --model phi-4 --max-hourly 4 --offline --report choice.html',
    '<%= config.bin %> cost optimize workspace my-workspace --alternatives',
  ]
  static override args = objectOperand
  static override flags = optimizeFlags
  static override needs = comparesCosts
  static override risk = 'read' as const
  static override completions = objectCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(CostOptimize)
    const file = this.pageOf(flags)
    const allowance = allowanceOf(flags)
    const asked = await askedWorkload(this.context, flags, {
      verb: 'cost optimize',
      typed: [args.object, args.name],
      note: (text) => this.note(text),
    })
    const {workload, ports, current} = asked
    const cloud = current?.cloud ?? (await ports.profile()).cloud
    const places = {region: flags.region, ofObject: asked.region}
    const candidates = await compareCosts(ports, workload, {clouds: [cloud], allTypes: true, ...places, current})
    if (allowance) {
      const choice = choiceWithin(candidates, allowance)
      this.tell(budgetChoiceView, {workload, choice}, flags, {file, page: budgetPage})
      if (!choice.best) throw new Exit(3)
      return
    }
    this.tell(alternativesView, alternativesOf(asked, candidates, flags.alternatives), flags, {
      file,
      page: alternativesPage,
    })
  }
}
