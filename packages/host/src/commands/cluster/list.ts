import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {clusterList} from '../../clusters/cluster-list.ts'
import {knownContexts, kubeconfigOf} from '../../clusters/known-contexts.ts'

export default class ClusterList extends OmeCommand {
  static override summary = 'List the contexts you can use'
  static override examples = ['<%= config.bin %> cluster list']
  static override flags = {...output}
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(ClusterList)
    const kubeconfig = await kubeconfigOf(this.context, flags.kubeconfig)

    this.render(clusterList, knownContexts(this.context, kubeconfig), flags.output)
  }
}
