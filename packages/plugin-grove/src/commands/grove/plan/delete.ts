import {setCompletions} from '../../../flags.ts'
import {plans} from '../../../plan/compose.ts'
import {planArg, planWriting} from '../../../plan/flags.ts'
import {removePlans} from '../../../plan/needs.ts'
import {planRemoval} from '../../../plan/usecases/plans.ts'
import {GroveCommand} from '../../../printing/grove-command.ts'

export default class GrovePlanDelete extends GroveCommand {
  static override summary = 'Remove a plan that is kept'
  static override examples = ['<%= config.bin %> grove plan delete my-inference --yes --namespace prod']
  static override args = planArg
  static override flags = planWriting
  static override needs = removePlans
  static override risk = 'destructive' as const
  static override completions = setCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GrovePlanDelete)
    this.beQuiet(flags)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const {store} = await plans(this.context)
    await this.plan(await planRemoval(store, {namespace, name: args.name}), flags)
  }
}
