import {dryRunFlag, yesFlag} from '@ome/installer/install/consent'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {tellChange} from '../../changes/tell-change.ts'
import {plugins} from '../../ownership/compose.ts'
import {handoverChange, replaceCommand} from '../../ownership/replace-command.ts'
import {workbench} from '../../plugins/compose.ts'

export default class CommandReplace extends OmeCommand {
  static override summary = 'Let another plugin run a command'
  static override description =
    'The plugin must declare that it replaces the command, and must not have a higher risk. Commands of ome itself are never replaced.'
  static override examples = ['<%= config.bin %> <%= command.id %> deploy --with acme-deploy --dry-run']
  static override strict = false
  static override args = {command: Args.string({required: true, description: 'words of the command'})}
  static override flags = {
    ...dryRunFlag,
    ...yesFlag,
    ...output,
    with: Flags.string({required: true, description: 'plugin that is to run it'}),
    force: Flags.boolean({description: 'take a higher risk', helpGroup: 'WRITE'}),
  }
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {
    args: {command: {from: 'commands' as const}},
    flags: {with: {from: 'plugins' as const}},
  }

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(CommandReplace)
    const bench = await workbench(this.context)
    const options = {with: flags.with, force: flags.force, dryRun: flags['dry-run']}

    const handover = await replaceCommand(bench, await plugins(this.context), argv.join(' '), options)

    tellChange(this.paper(flags.output), handoverChange(handover, false, options.dryRun))
  }
}
