import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {workbench} from '../../plugins/compose.ts'
import {searchPlugins} from '../../plugins/list-plugins.ts'
import {offeredList} from '../../plugins/plugin-views.ts'

export default class PluginSearch extends OmeCommand {
  static override summary = 'Search the signed indexes for plugins'
  static override description = 'Looks in names, summaries, topics and commands. Several words must all be found.'
  static override examples = ['<%= config.bin %> <%= command.id %> cost', '<%= config.bin %> <%= command.id %>']
  static override strict = false
  static override args = {word: Args.string({description: 'words to look for; without one everything is listed'})}
  static override flags = {...output}
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(PluginSearch)

    this.render(offeredList, await searchPlugins(await workbench(this.context), argv.map(String)), flags.output)
  }
}
