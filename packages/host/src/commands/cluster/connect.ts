import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {connectedList} from '../../clusters/cluster-list.ts'
import {greetContexts, requireOneAnswer} from '../../clusters/greet-contexts.ts'
import {kubeconfigOf} from '../../clusters/known-contexts.ts'
import {registerContexts} from '../../clusters/register-contexts.ts'

export default class ClusterConnect extends OmeCommand {
  static override summary = 'Register the contexts of a kubeconfig'
  static override description =
    'Names go to config.yaml, credentials stay where they are, and the kubeconfig is never written. Each server is asked for its version.'
  static override examples = ['<%= config.bin %> cluster connect --kubeconfig ~/.kube/config']
  static override flags = {...output}
  static override needs = []
  static override risk = 'admin' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(ClusterConnect)
    const kubeconfig = await kubeconfigOf(this.context, flags.kubeconfig)
    const names = flags.context === undefined ? [...kubeconfig.contexts.keys()] : [flags.context]

    const greetings = await greetContexts(this.context, kubeconfig, names, flags.kubeconfig)
    await registerContexts(this.context, kubeconfig, names, flags.kubeconfig)

    this.render(
      connectedList,
      greetings.map(({contact}) => contact),
      flags.output,
    )
    requireOneAnswer(greetings)
  }
}
