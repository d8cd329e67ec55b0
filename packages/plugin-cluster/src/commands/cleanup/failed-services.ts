import {OmeCommand} from '@ome/sdk/command'
import {duration, scope, write} from '@ome/sdk/flags'
import {cluster} from '../../compose.ts'
import {cleansServices} from '../../needs.ts'
import {planFailedServices} from '../../usecases/plan-cleanup.ts'

export default class CleanupFailedServices extends OmeCommand {
  static override summary = 'Delete services that have failed for a while'
  static override description = 'Shows why each failed and what goes with it, and asks.'
  static override examples = [
    '<%= config.bin %> cleanup failed-services --dry-run',
    '<%= config.bin %> cleanup failed-services -A --older-than 1d --yes',
  ]
  static override flags = {
    ...scope,
    'older-than': duration({
      description: 'only services that failed before that; 10m when not given',
      default: async () => 600_000,
      noCacheDefault: true,
    }),
    ...write,
  }
  static override needs = cleansServices
  static override risk = 'destructive' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(CleanupFailedServices)
    const found = await cluster(this.context)
    const {namespace} = await this.scopeOf(flags)
    const now = this.context.now()
    const plan = await planFailedServices(found, {namespace, olderThanMs: flags['older-than'], now})
    if (plan.changes.length === 0) return this.context.io.err('no failed services\n')
    await this.plan(plan, flags)
  }
}
