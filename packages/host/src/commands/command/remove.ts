import {uninstallPlugin} from '@ome/installer/install/change-plugins'
import {dryRunFlag, yesFlag} from '@ome/installer/install/consent'
import {installedName} from '@ome/installer/install/install-plugins'
import {readLock} from '@ome/installer/install/lock'
import {shortName} from '@ome/installer/install/names'
import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {tellChange} from '../../changes/tell-change.ts'
import {plugins} from '../../ownership/compose.ts'
import {installedProvider} from '../../ownership/find-provider.ts'
import {handoverChange, restoreCommand} from '../../ownership/replace-command.ts'
import {workbench} from '../../plugins/compose.ts'

export default class CommandRemove extends OmeCommand {
  static override summary = 'Give a replaced command back, or uninstall the plugin that has a command'
  static override examples = ['<%= config.bin %> <%= command.id %> cost-optimizer analyze --yes']
  static override strict = false
  static override args = {command: Args.string({required: true, description: 'words of a command, or a plugin'})}
  static override flags = {...yesFlag, ...dryRunFlag, ...output}
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {command: {from: 'commands' as const}}}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(CommandRemove)
    const bench = await workbench(this.context)
    const words = argv.join(' ').replaceAll(':', ' ')
    const dryRun = flags['dry-run']
    const paper = this.paper(flags.output)
    if (Object.hasOwn(readLock(bench.data).replaces, words))
      return tellChange(paper, handoverChange(await restoreCommand(bench, words, {dryRun}), true, dryRun))

    const name = installedName(bench, installedProvider(await plugins(this.context), argv.map(String)))
    const {commands = [], version} = readLock(bench.data).plugins[name]?.active ?? {}
    if (!dryRun) {
      await this.confirm(`Uninstall ${shortName(name)} with ${commands.join(', ')}?`, flags)
      await uninstallPlugin(bench, name)
    }

    const object = `plugin/${shortName(name)}`
    const lines = [`${object} ${version} uninstalled${dryRun ? ' (dry run)' : ''}`]
    const items = [{object, outcome: 'uninstalled', from: version, commands}]
    tellChange(paper, {kind: 'PluginChange', dryRun, items, lines})
  }
}
