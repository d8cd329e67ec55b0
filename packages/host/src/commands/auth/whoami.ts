import {OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {reviewing} from '../../access/compose.ts'
import {askIdentity} from '../../access/reviews.ts'
import {tierOf} from '../../access/tiers.ts'
import {whoamiView} from '../../access/whoami-view.ts'

export default class AuthWhoami extends OmeCommand {
  static override summary = 'Show who the cluster takes you for'
  static override examples = ['<%= config.bin %> auth whoami']
  static override flags = {...namespaced, ...output}
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(AuthWhoami)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const {kube, ask, policy} = await reviewing(this.context)
    const [identity, tier] = await Promise.all([askIdentity(kube), tierOf(namespace, policy, ask)])

    const {server, contextName: context} = kube
    this.render(whoamiView, {...identity, context, server, namespace, tier}, flags.output)
  }
}
