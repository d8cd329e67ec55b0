import {OmeCommand} from '@ome/sdk/command'
import {applyFlags, applyOperands, connectionWords} from '../../assist/flags.ts'
import {applyPlan} from '../../assist/printing/apply-plan.ts'
import {assistWorld} from '../../assist/printing/assist-world.ts'
import {printerOf} from '../../assist/printing/printer.ts'

export default class AiApply extends OmeCommand {
  static override summary = 'Carry out a plan that was written before'
  static override description =
    'Every call is checked anew and every step tried again. A plan is refused when it is older than a day, when the cluster is no longer as it saw it, when it is for another namespace or context, or when it was edited.'
  static override examples = [
    '<%= config.bin %> ai apply plan.json --yes',
    '<%= config.bin %> ai apply plan.json -o json',
  ]
  static override args = applyOperands
  static override flags = applyFlags
  static override needs = []
  static override risk = 'write' as const
  static override completions = {args: {plan: {files: ['json']}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AiApply)
    const printer = printerOf(this.context, flags.output, {
      render: (view, model) => this.render(view, model, flags.output),
      note: (line) => this.note(line),
    })
    const world = await assistWorld(this.context, {context: flags.context}, connectionWords(flags), flags.namespace)
    await applyPlan(world, args.plan, flags, printer)
  }
}
