import {uninstallPlugin} from '@ome/installer/install/change-plugins'
import {dryRunFlag, yesFlag} from '@ome/installer/install/consent'
import {installedName} from '@ome/installer/install/install-plugins'
import {shortName} from '@ome/installer/install/names'
import {Args, OmeCommand} from '@ome/sdk/command'
import {workbench} from '../../plugins/compose.ts'
import {hasRepositoryCopy} from '../../routes/sources.ts'

export default class PluginUninstall extends OmeCommand {
  static override summary = 'Take plugins out of use'
  static override description =
    'Their files stay in the store, so that installing them again is quick; plugin gc frees it.'
  static override aliases = ['plugin:remove']
  static override examples = ['<%= config.bin %> <%= command.id %> ome-cost-optimizer --yes']
  static override strict = false
  static override args = {
    name: Args.string({required: true, description: 'installed plugin; several may be given'}),
  }
  static override flags = {...yesFlag, ...dryRunFlag}
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {name: {from: 'plugins' as const}}}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(PluginUninstall)
    const bench = await workbench(this.context)
    const names = [...new Set(argv.map((word) => installedName(bench, String(word))))]
    const short = names.map(shortName)
    if (flags['dry-run']) return short.forEach((name) => void this.log(`plugin/${name} uninstalled (dry run)`))
    await this.confirm(`Uninstall ${short.join(', ')}?`, flags)

    for (const name of names) {
      const {version} = await uninstallPlugin(bench, name)

      this.log(`plugin/${shortName(name)} ${version} uninstalled`)
      if (hasRepositoryCopy(this.context.folders, name)) this.note('the copy in this repository is used now')
    }
  }
}
