import {Args, OmeCommand} from '@ome/sdk/command'
import {removing} from '../../compose.ts'
import {components, kubeflowKinds} from '../../domain/kubeflow-kind.ts'
import {inNamespaces, removal} from '../../flags.ts'
import {removeObjects} from '../../needs.ts'
import {awaitGone} from '../../printing/await-gone.ts'
import {planRemove} from '../../remove/usecases/plan-remove.ts'

export default class KfRemove extends OmeCommand {
  static override summary = 'Delete an object of Kubeflow, or all of a component'
  static override description =
    'All means those of the namespace. Controllers stay, and so do volumes: what notebooks and runs have written is there for the next ones.'
  static override examples = [
    '<%= config.bin %> kf remove trainjob/mnist -n team-a --yes',
    '<%= config.bin %> kf remove tensorboards -n team-a --yes --wait',
  ]
  static override args = {
    object: Args.string({description: `a name, KIND/NAME, or one of ${components.join(', ')}`, required: true}),
  }
  static override flags = removal
  static override needs = removeObjects
  static override risk = 'destructive' as const
  static override completions = {
    args: {object: {resource: kubeflowKinds.map(({resource}) => `${resource.plural}.${resource.group}`)}},
    flags: inNamespaces,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(KfRemove)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const plan = await planRemove(await removing(this.context), args.object, namespace)
    const {applied} = await this.plan(plan, flags)
    if (applied && flags.wait) await awaitGone(this.context, plan, flags.timeout)
  }
}
