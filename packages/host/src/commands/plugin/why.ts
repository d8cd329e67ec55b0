import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {workbench} from '../../plugins/compose.ts'
import {pluginReasons} from '../../plugins/lifecycle-views.ts'
import {whyPlugin} from '../../plugins/why-plugin.ts'
import {indexInUse} from '../../routes/route-index.ts'

export default class PluginWhy extends OmeCommand {
  static override summary = 'Show why a plugin is here, at this release, and which of its commands run'
  static override examples = ['<%= config.bin %> <%= command.id %> serving']
  static override args = {name: Args.string({required: true, description: 'plugin'})}
  static override flags = {...output}
  static override needs = []
  static override risk = 'read' as const
  static override completions = {args: {name: {from: 'plugins' as const}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(PluginWhy)
    const {cwd, folders} = this.context

    const why = whyPlugin(await workbench(this.context), args.name, {cwd, index: indexInUse(folders.cache)})

    this.render(pluginReasons, why, flags.output)
  }
}
