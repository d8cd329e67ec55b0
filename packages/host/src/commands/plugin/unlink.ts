import {unlinkPlugin} from '@ome/installer/install/change-plugins'
import {shortName} from '@ome/installer/install/names'
import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {tellChange} from '../../changes/tell-change.ts'
import {workbench} from '../../plugins/compose.ts'

export default class PluginUnlink extends OmeCommand {
  static override summary = 'Stop running a plugin from a linked folder'
  static override examples = ['<%= config.bin %> <%= command.id %> ome-cost-optimizer']
  static override args = {name: Args.string({required: true, description: 'linked plugin'})}
  static override flags = {...output}
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {name: {from: 'plugins' as const}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(PluginUnlink)

    const {name, path} = await unlinkPlugin(await workbench(this.context), args.name)

    const object = `plugin/${shortName(name)}`
    const items = [{object, outcome: 'unlinked', from: path}]
    const lines = [`${object} unlinked from ${path}`]
    tellChange(this.paper(flags.output), {kind: 'PluginChange', items, lines})
  }
}
