import {dryRunFlag} from '@ome/installer/install/consent'
import {freeStore} from '@ome/installer/install/free-store'
import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {formatBytes} from '@ome/sdk/units'
import {workbench} from '../../plugins/compose.ts'
import {freedList} from '../../plugins/lifecycle-views.ts'

export default class PluginGc extends OmeCommand {
  static override summary = 'Remove stored releases that nothing uses'
  static override description = 'What is active and the two releases before it, which a rollback needs, stay.'
  static override examples = ['<%= config.bin %> <%= command.id %> --dry-run', '<%= config.bin %> <%= command.id %>']
  static override flags = {...output, ...dryRunFlag}
  static override needs = []
  static override risk = 'admin' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(PluginGc)
    const dryRun = flags['dry-run']

    const freed = await freeStore(await workbench(this.context), {dryRun})

    this.render(freedList, freed, flags.output)
    const bytes = formatBytes(freed.reduce((sum, release) => sum + release.bytes, 0))
    if (freed.length > 0) this.note(dryRun ? `${bytes} would be freed (dry run)` : `${bytes} freed`)
  }
}
