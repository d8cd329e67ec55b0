import {OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {namespaced, write} from '@ome/sdk/flags'
import {gitops} from '../../compose.ts'
import {syncs} from '../../needs.ts'
import {waitForApplied} from '../../printing/wait.ts'
import {planSync} from '../../usecases/follow-repository.ts'

export default class GitopsSync extends OmeCommand {
  static override summary = 'Apply the newest commit of the repository'
  static override description =
    'Deletes what the commit before held and the newest does not, after asking. Fields that somebody else changed in the cluster are named and left; then it ends with code 6.'
  static override examples = ['<%= config.bin %> gitops sync', '<%= config.bin %> gitops sync --dry-run']
  static override flags = {...namespaced, ...write}
  static override needs = syncs
  static override risk = 'write' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(GitopsSync)
    const {ports} = await gitops(this.context)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const plan = await planSync(ports, namespace)
    await waitForApplied(this.context, await this.plan(plan, flags), flags)
    if (plan.left.length === 0) return
    throw new OmeError('conflict', `changed by others and left: ${plan.left.join('; ')}`, [
      'see the difference: ome gitops diff',
      "put the repository's values back: ome gitops reconcile",
    ])
  }
}
