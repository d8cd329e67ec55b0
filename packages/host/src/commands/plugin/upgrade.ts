import {installFlags, terminalConsent} from '@ome/installer/install/consent'
import {demandNoneLeftOut, upgradePlugins} from '@ome/installer/install/install-plugins'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {workbench} from '../../plugins/compose.ts'
import {recorded, tellInstall} from '../../plugins/tell-install.ts'

export default class PluginUpgrade extends OmeCommand {
  static override summary = 'Upgrade plugins to the newest release of their channel'
  static override description =
    'Never goes to a lower version. A release that may do more than the installed one needs --accept-needs; with --all the others go on without it.'
  static override aliases = ['plugin:update']
  static override examples = [
    '<%= config.bin %> <%= command.id %> ome-cost-optimizer',
    '<%= config.bin %> <%= command.id %> --all',
  ]
  static override strict = false
  static override args = {name: Args.string({description: 'installed plugin; several may be given'})}
  static override flags = {
    ...installFlags,
    all: Flags.boolean({description: 'upgrade every plugin that is not pinned'}),
  }
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {name: {from: 'plugins' as const}}}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(PluginUpgrade)
    if (Boolean(flags.all) === argv.length > 0)
      throw new OmeError('usage', 'name plugins, or use --all', ['see what is outdated: ome plugin list --outdated'])
    const {consent, plans} = recorded(terminalConsent(this.context, flags, (text) => this.confirm(text, flags)))
    const options = {acceptNeeds: flags['accept-needs'], dryRun: flags['dry-run']}

    const outcomes = await upgradePlugins(await workbench(this.context), argv.map(String), options, consent)

    tellInstall(this.paper(flags.output), outcomes, plans, flags)
    demandNoneLeftOut(outcomes)
  }
}
