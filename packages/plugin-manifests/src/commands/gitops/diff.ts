import {OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {Exit} from '@ome/sdk/runtime'
import {gitops} from '../../compose.ts'
import {findsDrift} from '../../needs.ts'
import {findDrift} from '../../usecases/follow-repository.ts'
import {driftList} from '../../views/drift-list.ts'

export default class GitopsDiff extends OmeCommand {
  static override summary = 'Show how the cluster differs from the commit that was synced last'
  static override description =
    'Compares what the repository says: fields that others added beside it in the cluster are not looked at, since controllers add some of their own. Values are those of the repository and of the cluster. Ends with 3 when anything differs.'
  static override examples = ['<%= config.bin %> gitops diff', '<%= config.bin %> gitops diff -o json']
  static override flags = {...namespaced, ...output}
  static override needs = findsDrift
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(GitopsDiff)
    const {ports} = await gitops(this.context)
    const drifted = await findDrift(ports, flags.namespace ?? (await this.context.namespace()))
    if (drifted.length > 0 || flags.output !== undefined) this.render(driftList, drifted, flags.output)
    else this.context.io.err('no drift in what the repository says; fields added beside it are not looked at\n')
    if (drifted.length > 0) throw new Exit(3)
  }
}
