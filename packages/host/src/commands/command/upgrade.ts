import {installFlags, terminalConsent} from '@ome/installer/install/consent'
import {upgradePlugins} from '@ome/installer/install/install-plugins'
import {Args, OmeCommand} from '@ome/sdk/command'
import {plugins} from '../../ownership/compose.ts'
import {installedProvider} from '../../ownership/find-provider.ts'
import {workbench} from '../../plugins/compose.ts'
import {recorded, tellInstall} from '../../plugins/tell-install.ts'

export default class CommandUpgrade extends OmeCommand {
  static override summary = 'Upgrade the plugin that has a command'
  static override examples = ['<%= config.bin %> <%= command.id %> cost-optimizer analyze']
  static override strict = false
  static override args = {command: Args.string({required: true, description: 'words of a command, or a plugin'})}
  static override flags = {...installFlags}
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {command: {from: 'commands' as const}}}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(CommandUpgrade)
    const name = installedProvider(await plugins(this.context), argv.map(String))
    const {consent, plans} = recorded(terminalConsent(this.context, flags, (text) => this.confirm(text, flags)))
    const options = {acceptNeeds: flags['accept-needs'], dryRun: flags['dry-run']}

    const outcomes = await upgradePlugins(await workbench(this.context), [name], options, consent)

    tellInstall(this.paper(flags.output), outcomes, plans, flags)
  }
}
