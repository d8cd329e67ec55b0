import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {workbench} from '../../plugins/compose.ts'
import {outdatedPlugins} from '../../plugins/list-plugins.ts'
import {outdatedList} from '../../plugins/plugin-views.ts'

export default class PluginOutdated extends OmeCommand {
  static override summary = 'List installed plugins that have a newer release'
  static override description = 'Releases that were withdrawn are listed with the one to take instead, or none.'
  static override examples = ['<%= config.bin %> <%= command.id %>']
  static override flags = {...output}
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(PluginOutdated)

    this.render(outdatedList, await outdatedPlugins(await workbench(this.context)), flags.output)
  }
}
