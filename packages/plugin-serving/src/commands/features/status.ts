import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {operatorOf} from '../../gates/compose.ts'
import {findGate} from '../../gates/domain/gate-rows.ts'
import {gateCompletions, gateOperand} from '../../gates/flags.ts'
import {readsGates} from '../../gates/needs.ts'
import {gateStatus} from '../../gates/views/gate-list.ts'

export default class FeaturesStatus extends OmeCommand {
  static override summary = 'Show one gate of the KAITO operator: its value, who says so, and what it switches'
  static override examples = ['<%= config.bin %> features status vLLM']
  static override args = gateOperand
  static override flags = {...output}
  static override needs = readsGates
  static override risk = 'read' as const
  static override completions = gateCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(FeaturesStatus)
    const profile = await operatorOf(this.context)
    this.render(gateStatus, {row: findGate(profile, args.gate), profile}, flags.output)
  }
}
