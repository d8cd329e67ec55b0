import {rollbackPlugin} from '@ome/installer/install/change-plugins'
import {shortName} from '@ome/installer/install/names'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {tellChange} from '../../changes/tell-change.ts'
import {workbench} from '../../plugins/compose.ts'

export default class PluginRollback extends OmeCommand {
  static override summary = 'Go back to a release of a plugin that was active before'
  static override description = 'The two releases before the active one are kept. No registry and no network is needed.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> ome-cost-optimizer',
    '<%= config.bin %> <%= command.id %> ome-cost-optimizer --to 1.0.0',
  ]
  static override args = {name: Args.string({required: true, description: 'installed plugin'})}
  static override flags = {
    ...output,
    to: Flags.string({description: 'version to go back to; by default the one before', helpValue: '1.0.0'}),
  }
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {name: {from: 'plugins' as const}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(PluginRollback)

    const {name, from, to} = await rollbackPlugin(await workbench(this.context), args.name, flags.to)

    const object = `plugin/${shortName(name)}`
    const items = [{object, outcome: 'rolled back', from, to}]
    const lines = [`${object} ${from} → ${to} rolled back`]
    tellChange(this.paper(flags.output), {kind: 'PluginChange', items, lines})
    this.note(`the next upgrade goes forward again; to stay: ome plugin pin ${shortName(name)}`)
  }
}
