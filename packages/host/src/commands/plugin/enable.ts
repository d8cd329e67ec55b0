import {switchPlugin} from '@ome/installer/install/flag-plugins'
import {shortName} from '@ome/installer/install/names'
import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {tellChange} from '../../changes/tell-change.ts'
import {workbench} from '../../plugins/compose.ts'
import {settingsSwitch} from '../../plugins/settings-switch.ts'

export default class PluginEnable extends OmeCommand {
  static override summary = 'Switch a plugin on'
  static override description = 'An entry under plugins in config.yaml wins over this.'
  static override examples = ['<%= config.bin %> <%= command.id %> ome-cost-optimizer']
  static override args = {name: Args.string({required: true, description: 'installed plugin'})}
  static override flags = {...output}
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {name: {from: 'plugins' as const}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(PluginEnable)

    const {name, version, changed} = await switchPlugin(await workbench(this.context), args.name, true)

    const [object, outcome] = [`plugin/${shortName(name)}`, changed ? 'enabled' : 'unchanged']
    const items = [{object, outcome, version}]
    tellChange(this.paper(flags.output), {kind: 'PluginChange', items, lines: [`${object} ${version} ${outcome}`]})
    if (settingsSwitch(this.context.settings, name) === false)
      this.note('config.yaml says otherwise under plugins, and counts: ome config edit')
  }
}
