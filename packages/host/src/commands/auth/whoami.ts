import {OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {whoAmI} from '../../access/who-am-i.ts'
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
    const person = await whoAmI(this.context, namespace)

    const {server, contextName: context} = await this.context.kube()
    this.render(whoamiView, {...person, context, server, namespace}, flags.output)
  }
}
