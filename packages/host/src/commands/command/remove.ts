import {uninstallPlugin} from '@ome/installer/install/change-plugins'
import {dryRunFlag, yesFlag} from '@ome/installer/install/consent'
import {installedName} from '@ome/installer/install/install-plugins'
import {readLock} from '@ome/installer/install/lock'
import {shortName} from '@ome/installer/install/names'
import {Args, OmeCommand} from '@ome/sdk/command'
import {plugins} from '../../ownership/compose.ts'
import {installedProvider} from '../../ownership/find-provider.ts'
import {handoverLine, restoreCommand} from '../../ownership/replace-command.ts'
import {workbench} from '../../plugins/compose.ts'

export default class CommandRemove extends OmeCommand {
  static override summary = 'Give a replaced command back, or uninstall the plugin that has a command'
  static override examples = ['<%= config.bin %> <%= command.id %> cost-optimizer analyze --yes']
  static override strict = false
  static override args = {command: Args.string({required: true, description: 'words of a command, or a plugin'})}
  static override flags = {...yesFlag, ...dryRunFlag}
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {command: {from: 'commands' as const}}}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(CommandRemove)
    const bench = await workbench(this.context)
    const words = argv.join(' ').replaceAll(':', ' ')
    const dryRun = flags['dry-run']
    const suffix = dryRun ? ' (dry run)' : ''
    if (Object.hasOwn(readLock(bench.data).replaces, words))
      return this.log(`${handoverLine(await restoreCommand(bench, words, {dryRun}))}${suffix}`)

    const name = installedName(bench, installedProvider(await plugins(this.context), argv.map(String)))
    const {commands = [], version} = readLock(bench.data).plugins[name]?.active ?? {}
    if (dryRun) return this.log(`plugin/${shortName(name)} ${version} uninstalled${suffix}`)
    await this.confirm(`Uninstall ${shortName(name)} with ${commands.join(', ')}?`, flags)
    await uninstallPlugin(bench, name)

    this.log(`plugin/${shortName(name)} ${version} uninstalled`)
  }
}
