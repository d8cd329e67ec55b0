import {shared} from '../../../flags.ts'
import {plans} from '../../../plan/compose.ts'
import {listPlans as listing} from '../../../plan/needs.ts'
import {listPlans} from '../../../plan/usecases/plans.ts'
import {planList} from '../../../plan/views/plans.ts'
import {GroveCommand} from '../../../printing/grove-command.ts'

export default class GrovePlanList extends GroveCommand {
  static override summary = 'List the plans that are kept'
  static override examples = ['<%= config.bin %> grove plan list --namespace prod']
  static override flags = shared
  static override needs = listing
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(GrovePlanList)
    this.beQuiet(flags)
    const {namespace} = await this.scopeOf(flags)
    const {store} = await plans(this.context)
    this.render(planList, await listPlans(store, namespace), flags.output)
  }
}
