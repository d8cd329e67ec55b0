import {installFlags, terminalConsent} from '@ome/installer/install/consent'
import {installPlugins} from '@ome/installer/install/install-plugins'
import {Args, OmeCommand} from '@ome/sdk/command'
import {tellChange} from '../../changes/tell-change.ts'
import {plugins} from '../../ownership/compose.ts'
import {type Present, presentCommand, providerOf} from '../../ownership/find-provider.ts'
import {workbench} from '../../plugins/compose.ts'
import {recorded, tellInstall} from '../../plugins/tell-install.ts'

export default class CommandAdd extends OmeCommand {
  static override summary = 'Install the plugin that has a command'
  static override examples = ['<%= config.bin %> <%= command.id %> cost-optimizer analyze']
  static override strict = false
  static override args = {command: Args.string({required: true, description: 'words of a command, or a plugin'})}
  static override flags = {...installFlags}
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {command: {from: 'plugins' as const}}}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(CommandAdd)
    const present = presentCommand(await plugins(this.context), argv.map(String))
    if (present) return this.unchanged(present, flags.output)
    const bench = await workbench(this.context)
    const {consent, plans} = recorded(terminalConsent(this.context, flags, (text) => this.confirm(text, flags)))
    const options = {acceptNeeds: flags['accept-needs'], dryRun: flags['dry-run']}

    const outcomes = await installPlugins(bench, [await providerOf(bench, argv.map(String))], options, consent)

    tellInstall(this.paper(flags.output), outcomes, plans, flags)
  }

  private unchanged({command, plugin, version}: Present, output: string | undefined): void {
    const items = [{object: `command/${command}`, outcome: 'unchanged', plugin, from: version, to: version}]
    const lines = [`command/${command} unchanged: ${plugin} ${version} has it, nothing to install`]
    tellChange(this.paper(output), {kind: 'PluginChange', items, lines})
  }
}
