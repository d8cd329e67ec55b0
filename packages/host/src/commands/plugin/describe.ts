import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {workbench} from '../../plugins/compose.ts'
import {describePlugin} from '../../plugins/list-plugins.ts'
import {pluginDetails} from '../../plugins/plugin-views.ts'

export default class PluginDescribe extends OmeCommand {
  static override summary = 'Show what the signed index says about a plugin'
  static override description = 'Releases, commands with their risk, rights they use, hosts they call.'
  static override examples = ['<%= config.bin %> <%= command.id %> serving']
  static override args = {name: Args.string({required: true, description: 'plugin'})}
  static override flags = {...output}
  static override needs = []
  static override risk = 'read' as const
  static override completions = {args: {name: {from: 'plugins' as const}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(PluginDescribe)

    this.render(pluginDetails, await describePlugin(await workbench(this.context), args.name), flags.output)
  }
}
