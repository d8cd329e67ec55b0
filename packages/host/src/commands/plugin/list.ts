import {Flags, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {workbench} from '../../plugins/compose.ts'
import {listPlugins} from '../../plugins/installed-plugins.ts'
import {outdatedPlugins, searchPlugins} from '../../plugins/list-plugins.ts'
import {offeredList, outdatedList, pluginList} from '../../plugins/plugin-views.ts'
import {indexAtHand} from '../../routes/route-index.ts'

export default class PluginList extends OmeCommand {
  static override summary = 'List plugins'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --outdated -o json',
  ]
  static override flags = {
    ...output,
    available: Flags.boolean({description: 'list what the registries offer', exclusive: ['outdated']}),
    outdated: Flags.boolean({description: 'list installed plugins that have a newer release'}),
  }
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(PluginList)
    const bench = await workbench(this.context)

    if (flags.available) this.render(offeredList, await searchPlugins(bench, []), flags.output)
    else if (flags.outdated) this.render(outdatedList, await outdatedPlugins(bench), flags.output)
    else this.render(pluginList, listPlugins(bench, indexAtHand(this.context.folders.cache)), flags.output)
  }
}
