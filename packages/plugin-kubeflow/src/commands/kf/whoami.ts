import {OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {inNamespaces} from '../../flags.ts'
import {seeIdentity as needs} from '../../needs.ts'
import {identifying, kubeflowUser, personOf} from '../../project/compose.ts'
import {seeIdentity} from '../../project/usecases/see-identity.ts'
import {identityView} from '../../project/views/identity.ts'

export default class KfWhoami extends OmeCommand {
  static override summary = 'Show who the cluster and Kubeflow take you for'
  static override description =
    "Kubeflow's pages go by the name its gateway gives you, often an e-mail address; the setting gateway.user says it where the cluster has another."
  static override examples = ['<%= config.bin %> kf whoami', '<%= config.bin %> kf whoami -n team-a -o json']
  static override flags = {...namespaced, ...output}
  static override needs = needs
  static override risk = 'read' as const
  static override completions = {flags: inNamespaces}

  async run(): Promise<void> {
    const {flags} = await this.parse(KfWhoami)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const person = await personOf(this.context, namespace)
    const ports = await identifying(this.context)
    const setting = kubeflowUser(this.context)
    this.render(identityView, await seeIdentity(ports, {person, namespace, setting}), flags.output)
  }
}
