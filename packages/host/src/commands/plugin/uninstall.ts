import {uninstallPlugin} from '@ome/installer/install/change-plugins'
import {dryRunFlag, yesFlag} from '@ome/installer/install/consent'
import {installedName} from '@ome/installer/install/install-plugins'
import {shortName} from '@ome/installer/install/names'
import {Args, OmeCommand} from '@ome/sdk/command'
import {workbench} from '../../plugins/compose.ts'
import {hasRepositoryCopy} from '../../routes/sources.ts'

export default class PluginUninstall extends OmeCommand {
  static override summary = 'Take a plugin out of use'
  static override description = 'Its files stay in the store, so that installing it again needs no download.'
  static override aliases = ['plugin:remove']
  static override examples = ['<%= config.bin %> <%= command.id %> ome-cost-optimizer --yes']
  static override args = {name: Args.string({required: true, description: 'installed plugin'})}
  static override flags = {...yesFlag, ...dryRunFlag}
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {name: {from: 'plugins' as const}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(PluginUninstall)
    const bench = await workbench(this.context)
    const name = shortName(installedName(bench, args.name))
    if (flags['dry-run']) return this.log(`plugin/${name} uninstalled (dry run)`)
    await this.confirm(`Uninstall ${name}?`, flags)

    const gone = await uninstallPlugin(bench, args.name)

    this.log(`plugin/${shortName(gone.name)} ${gone.version} uninstalled`)
    if (hasRepositoryCopy(this.context.folders, gone.name)) this.note('the copy in this repository is used now')
  }
}
