import {uninstallPlugin} from '@ome/installer/install/change-plugins'
import {dryRunFlag, yesFlag} from '@ome/installer/install/consent'
import {installedName} from '@ome/installer/install/install-plugins'
import {readLock} from '@ome/installer/install/lock'
import {shortName} from '@ome/installer/install/names'
import type {Workbench} from '@ome/installer/install/workbench'
import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {type ChangeItem, tellChange} from '../../changes/tell-change.ts'
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
  static override flags = {...yesFlag, ...dryRunFlag, ...output}
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {name: {from: 'plugins' as const}}}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(PluginUninstall)
    const bench = await workbench(this.context)
    const names = [...new Set(argv.map((word) => installedName(bench, String(word))))]
    const dryRun = flags['dry-run']
    if (!dryRun) await this.confirm(`Uninstall ${names.map(shortName).join(', ')}?`, flags)

    const items: ChangeItem[] = []
    try {
      for (const name of names) items.push(await this.uninstall(bench, name, dryRun))
    } finally {
      const lines = items.map(({object, from}) =>
        dryRun ? `${object} uninstalled (dry run)` : `${object} ${from} uninstalled`,
      )
      if (items.length > 0) tellChange(this.paper(flags.output), {kind: 'PluginChange', dryRun, items, lines})
    }
  }

  private async uninstall(bench: Workbench, name: string, dryRun: boolean): Promise<ChangeItem> {
    const active = readLock(bench.data).plugins[name]?.active
    if (!dryRun) await uninstallPlugin(bench, name)
    if (!dryRun && hasRepositoryCopy(this.context.folders, name)) this.note('the copy in this repository is used now')
    return {object: `plugin/${shortName(name)}`, outcome: 'uninstalled', from: active?.version}
  }
}
