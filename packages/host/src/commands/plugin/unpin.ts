import {unpinPlugin} from '@ome/installer/install/flag-plugins'
import {shortName} from '@ome/installer/install/names'
import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {tellChange} from '../../changes/tell-change.ts'
import {workbench} from '../../plugins/compose.ts'

export default class PluginUnpin extends OmeCommand {
  static override summary = 'Let a pinned plugin follow its channel again'
  static override description = 'The next upgrade takes the newest release of its channel.'
  static override examples = ['<%= config.bin %> <%= command.id %> ome-cost-optimizer']
  static override args = {name: Args.string({required: true, description: 'installed plugin'})}
  static override flags = {...output}
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {name: {from: 'plugins' as const}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(PluginUnpin)

    const {name, version, changed} = await unpinPlugin(await workbench(this.context), args.name)

    const [object, outcome] = [`plugin/${shortName(name)}`, changed ? 'unpinned' : 'unchanged']
    const items = [{object, outcome, version}]
    tellChange(this.paper(flags.output), {kind: 'PluginChange', items, lines: [`${object} ${version} ${outcome}`]})
  }
}
