import {installFlags, outcomeLine, terminalConsent} from '@ome/installer/install/consent'
import {installPlugins} from '@ome/installer/install/install-plugins'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {workbench} from '../../plugins/compose.ts'

export default class PluginInstall extends OmeCommand {
  static override summary = 'Install plugins from a signed registry'
  static override description =
    'Each name is looked up in the signed index of the registry that owns it. Nothing of a package runs while it is installed.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> ome-cost-optimizer',
    '<%= config.bin %> <%= command.id %> serving@0.1.0 --dry-run',
  ]
  static override strict = false
  static override args = {
    name: Args.string({required: true, description: 'NAME or NAME@VERSION; several may be given'}),
  }
  static override flags = {
    ...installFlags,
    channel: Flags.string({description: 'channel to follow', helpValue: 'stable|beta'}),
    ask: Flags.boolean({description: 'ask also when the plugin can only read'}),
  }
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {name: {from: 'plugins' as const}}}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(PluginInstall)
    const consent = terminalConsent(this.context, flags, (question) => this.confirm(question, flags))
    const options = {
      channel: flags.channel,
      acceptNeeds: flags['accept-needs'],
      dryRun: flags['dry-run'],
      ask: flags.ask,
    }

    const outcomes = await installPlugins(await workbench(this.context), argv.map(String), options, consent)

    for (const outcome of outcomes) this.log(outcomeLine(outcome))
  }
}
