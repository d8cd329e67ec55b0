import {Args, OmeCommand} from '@ome/sdk/command'
import {contextNamed, knownContexts, kubeconfigOf} from '../../clusters/known-contexts.ts'
import {useContext} from '../../clusters/register-contexts.ts'

export default class ClusterUse extends OmeCommand {
  static override summary = 'Choose the context that commands use'
  static override description = "Changes ome's own current context; kubectl's stays as it is."
  static override examples = ['<%= config.bin %> cluster use production']
  static override args = {name: Args.string({required: true, description: 'name of the context'})}
  static override needs = []
  static override risk = 'write' as const
  static override completions = {args: {name: {from: 'contexts' as const}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ClusterUse)
    const kubeconfig = await kubeconfigOf(this.context, flags.kubeconfig)
    const chosen = contextNamed(knownContexts(this.context, kubeconfig), args.name)
    await useContext(this.context, kubeconfig, chosen, flags.kubeconfig)

    this.log(`context/${chosen.name} selected`)
  }
}
