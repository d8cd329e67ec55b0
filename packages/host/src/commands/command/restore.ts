import {dryRunFlag} from '@ome/installer/install/consent'
import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {tellChange} from '../../changes/tell-change.ts'
import {handoverChange, restoreCommand} from '../../ownership/replace-command.ts'
import {workbench} from '../../plugins/compose.ts'

export default class CommandRestore extends OmeCommand {
  static override summary = 'Give a replaced command back to the plugin that ran it before'
  static override examples = ['<%= config.bin %> <%= command.id %> deploy']
  static override strict = false
  static override args = {command: Args.string({required: true, description: 'words of the command'})}
  static override flags = {...dryRunFlag, ...output}
  static override needs = []
  static override risk = 'admin' as const
  static override completions = {args: {command: {from: 'commands' as const}}}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(CommandRestore)
    const dryRun = flags['dry-run']

    const handover = await restoreCommand(await workbench(this.context), argv.join(' '), {dryRun})

    tellChange(this.paper(flags.output), handoverChange(handover, true, dryRun))
  }
}
