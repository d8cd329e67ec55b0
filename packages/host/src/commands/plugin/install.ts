import {installFlags, terminalConsent} from '@ome/installer/install/consent'
import {installFrozen} from '@ome/installer/install/install-frozen'
import {installPlugins} from '@ome/installer/install/install-plugins'
import {readProjectLock} from '@ome/installer/install/project-lock'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {workbench} from '../../plugins/compose.ts'
import {recorded, tellInstall} from '../../plugins/tell-install.ts'

export default class PluginInstall extends OmeCommand {
  static override summary = 'Install plugins from a signed registry'
  static override description =
    'Each name is looked up in the signed index of the registry that owns it. Nothing of a package runs while it is installed.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> ome-cost-optimizer',
    '<%= config.bin %> <%= command.id %> serving@0.1.0 --dry-run',
    '<%= config.bin %> <%= command.id %> --frozen',
  ]
  static override strict = false
  static override args = {name: Args.string({description: 'NAME or NAME@VERSION; several may be given'})}
  static override flags = {
    ...installFlags,
    channel: Flags.string({description: 'channel to follow', helpValue: 'stable|beta'}),
    ask: Flags.boolean({description: 'ask also when the plugin can only read'}),
    frozen: Flags.boolean({
      description: "install exactly what the project's .ome/plugins.lock.json names",
      exclusive: ['channel'],
    }),
  }
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {name: {from: 'plugins' as const}}}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(PluginInstall)
    const {io, cwd, folders} = this.context
    const names = argv.map(String)
    if (names.length === 0 && !flags.frozen)
      throw new OmeError('usage', 'name a plugin, or use --frozen in a project', ['look for one: ome plugin search'])
    const {consent, plans} = recorded(terminalConsent(this.context, flags, (text) => this.confirm(text, flags)))
    const dryRun = flags['dry-run']
    const attended = io.canPrompt && !flags.yes
    const bench = await workbench(this.context)

    const outcomes = flags.frozen
      ? await installFrozen(bench, readProjectLock(cwd, folders.data), names, {dryRun, attended}, consent)
      : await installPlugins(
          bench,
          names,
          {channel: flags.channel, acceptNeeds: flags['accept-needs'], dryRun, ask: flags.ask},
          consent,
        )

    tellInstall(this.paper(flags.output), outcomes, plans, flags)
  }
}
