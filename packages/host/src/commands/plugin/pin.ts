import {pinPlugin} from '@ome/installer/install/flag-plugins'
import {shortName} from '@ome/installer/install/names'
import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {tellChange} from '../../changes/tell-change.ts'
import {workbench} from '../../plugins/compose.ts'

export default class PluginPin extends OmeCommand {
  static override summary = 'Keep a plugin at its release'
  static override description = 'A pinned plugin is left out of upgrades.'
  static override examples = ['<%= config.bin %> <%= command.id %> ome-cost-optimizer']
  static override args = {name: Args.string({required: true, description: 'NAME or NAME@VERSION'})}
  static override flags = {...output}
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {name: {from: 'plugins' as const}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(PluginPin)

    const {name, version, changed} = await pinPlugin(await workbench(this.context), args.name)

    const [object, outcome] = [`plugin/${shortName(name)}`, changed ? 'pinned' : 'unchanged']
    const items = [{object, outcome, version}]
    tellChange(this.paper(flags.output), {kind: 'PluginChange', items, lines: [`${object} ${version} ${outcome}`]})
  }
}
