import {setCompletions} from '../../../flags.ts'
import {plans} from '../../../plan/compose.ts'
import {planArg, planReading} from '../../../plan/flags.ts'
import {readPlans} from '../../../plan/needs.ts'
import {findPlan} from '../../../plan/usecases/plans.ts'
import {planDetail} from '../../../plan/views/plans.ts'
import {GroveCommand} from '../../../printing/grove-command.ts'

export default class GrovePlanShow extends GroveCommand {
  static override summary = 'Show a plan that is kept'
  static override examples = ['<%= config.bin %> grove plan show my-inference --namespace prod']
  static override args = planArg
  static override flags = planReading
  static override needs = readPlans
  static override risk = 'read' as const
  static override completions = setCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GrovePlanShow)
    this.beQuiet(flags)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const {store} = await plans(this.context)
    this.render(planDetail, await findPlan(store, {namespace, name: args.name}), flags.output)
  }
}
