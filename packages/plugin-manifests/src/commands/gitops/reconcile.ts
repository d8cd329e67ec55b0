import {OmeCommand} from '@ome/sdk/command'
import {namespaced, write} from '@ome/sdk/flags'
import {gitops} from '../../compose.ts'
import {follows} from '../../needs.ts'
import {waitForApplied} from '../../printing/wait.ts'
import {planReconcile} from '../../usecases/follow-repository.ts'

export default class GitopsReconcile extends OmeCommand {
  static override summary = 'Put back what drifted from the commit that was synced last'
  static override description =
    'Takes fields over from whoever changed them, after showing them and asking. Fields that others added beside what the repository says stay.'
  static override examples = [
    '<%= config.bin %> gitops reconcile --dry-run',
    '<%= config.bin %> gitops reconcile --yes',
  ]
  static override flags = {...namespaced, ...write}
  static override needs = follows
  static override risk = 'write' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(GitopsReconcile)
    const {ports} = await gitops(this.context)
    const plan = await planReconcile(ports, flags.namespace ?? (await this.context.namespace()))
    await waitForApplied(this.context, await this.plan(plan, flags), flags)
  }
}
