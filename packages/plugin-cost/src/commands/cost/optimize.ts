import {hoursPerMonth} from '@ome/pricing/quote'
import {OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {Exit} from '@ome/sdk/runtime'
import {hourMs} from '../../domain/span.ts'
import {choiceWithin} from '../../kaito/domain/budget-choice.ts'
import {demandPrice} from '../../kaito/domain/kaito-cost.ts'
import {objectCompletions, objectOperand, optimizeFlags} from '../../kaito/flags.ts'
import {comparesCosts} from '../../kaito/needs.ts'
import {compareCosts} from '../../kaito/usecases/plan-cost.ts'
import {alternativesView, budgetChoiceView} from '../../kaito/views/candidates.ts'
import {askedWorkload} from '../../printing/asked-workload.ts'

export default class CostOptimize extends OmeCommand {
  static override summary = 'Find machines within a budget, or cheaper ones for what runs'
  static override description =
    'With --model and --budget: the types that hold the model, cheapest first; ends with 3 when the budget pays for none. With an object: what others would save in a month of 730 hours. Memory decides what fits; speed is not compared.'
  static override examples = [
    '<%= config.bin %> cost optimize --model llama-3.3-70b-instruct --budget 300 --duration 24h --offline',
    '<%= config.bin %> cost optimize workspace my-workspace --alternatives',
  ]
  static override args = objectOperand
  static override flags = optimizeFlags
  static override needs = comparesCosts
  static override risk = 'read' as const
  static override completions = objectCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(CostOptimize)
    if (flags.model !== undefined && flags.budget === undefined)
      throw new OmeError('usage', 'a model is chosen for within a budget', ['state it: --budget USD'])
    const asked = await askedWorkload(this.context, flags, {
      verb: 'cost optimize',
      typed: [args.object, args.name],
      note: (text) => this.note(text),
    })
    const {workload, ports, subject, current, cost} = asked
    const cloud = current?.cloud ?? (await ports.profile()).cloud
    const region = flags.region ?? asked.region
    const candidates = await compareCosts(ports, workload, {clouds: [cloud], allTypes: true, region, current})
    if (!subject || !cost) {
      const hours = flags.duration === undefined ? hoursPerMonth : flags.duration / hourMs
      const choice = choiceWithin(candidates, flags.budget ?? 0, hours)
      this.render(budgetChoiceView, {workload, choice}, flags.output)
      if (!choice.best) throw new Exit(3)
      return
    }
    const usdPerHour = demandPrice(cost)
    const {noun, namespace, name} = subject
    const shown = flags.alternatives
      ? candidates
      : candidates.filter((each) => each.usdPerHour !== undefined && each.usdPerHour < usdPerHour)
    const model = {subject: {noun, namespace, name}, usdPerHour, workload, candidates: shown}
    this.render(alternativesView, model, flags.output)
  }
}
