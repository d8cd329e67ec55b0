import {OmeCommand} from '@ome/sdk/command'
import {duration, write} from '@ome/sdk/flags'
import {cluster} from '../../compose.ts'
import {cleansModels} from '../../needs.ts'
import {planUnusedModels} from '../../usecases/plan-cleanup.ts'

export default class CleanupUnusedModels extends OmeCommand {
  static override summary = 'Delete models that nothing uses'
  static override description =
    'No service in any namespace, fine-tuned weight or benchmark names them, and they are older than the limit. Shows what goes and the space it frees, and asks. Nodes delete the files.'
  static override examples = [
    '<%= config.bin %> cleanup unused-models --dry-run',
    '<%= config.bin %> cleanup unused-models --older-than 60d --yes',
  ]
  static override flags = {
    'older-than': duration({
      description: 'only models made before that; 30d when not given',
      default: async () => 30 * 86_400_000,
      noCacheDefault: true,
    }),
    ...write,
  }
  static override needs = cleansModels
  static override risk = 'destructive' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(CleanupUnusedModels)
    const found = await cluster(this.context)
    const plan = await planUnusedModels(found, {olderThanMs: flags['older-than'], now: this.context.now()})
    if (plan.changes.length === 0) return this.context.io.err('no unused models\n')
    await this.plan(plan, flags)
  }
}
