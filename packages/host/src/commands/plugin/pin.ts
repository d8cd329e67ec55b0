import {pinPlugin} from '@ome/installer/install/flag-plugins'
import {shortName} from '@ome/installer/install/names'
import {Args, OmeCommand} from '@ome/sdk/command'
import {workbench} from '../../plugins/compose.ts'

export default class PluginPin extends OmeCommand {
  static override summary = 'Keep a plugin at its release'
  static override description = 'A pinned plugin is left out of upgrades.'
  static override examples = ['<%= config.bin %> <%= command.id %> ome-cost-optimizer']
  static override args = {name: Args.string({required: true, description: 'NAME or NAME@VERSION'})}
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {name: {from: 'plugins' as const}}}

  async run(): Promise<void> {
    const {args} = await this.parse(PluginPin)

    const {name, version, changed} = await pinPlugin(await workbench(this.context), args.name)

    this.log(`plugin/${shortName(name)} ${version} ${changed ? 'pinned' : 'unchanged'}`)
  }
}
