import {readLock} from '@ome/installer/install/lock'
import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {commandRole} from '../../ownership/command-role.ts'
import {commandDetails} from '../../ownership/command-views.ts'
import {plugins} from '../../ownership/compose.ts'
import {describeCommand} from '../../ownership/describe-command.ts'
import {knownAccess} from '../../ownership/known-access.ts'

export default class CommandDescribe extends OmeCommand {
  static override summary = 'Show who owns a command and why, its flags and the rights it needs'
  static override aliases = ['command:why']
  static override examples = [
    '<%= config.bin %> <%= command.id %> cluster list',
    '<%= config.bin %> <%= command.id %> config set -o json',
  ]
  static override strict = false
  static override args = {command: Args.string({required: true, description: 'words of the command'})}
  static override flags = {
    ...output,
    rbac: Flags.boolean({description: 'print a Role with the rights it needs, as YAML'}),
  }
  static override needs = []
  static override risk = 'read' as const
  static override completions = {args: {command: {from: 'commands' as const}}}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(CommandDescribe)
    const accessOf = await knownAccess(this.context)

    const details = describeCommand(
      await plugins(this.context),
      readLock(this.context.folders.data),
      argv.map(String),
      accessOf,
    )

    if (!flags.rbac) return this.render(commandDetails, details, flags.output)
    const {text, notes} = commandRole(details, await this.context.namespace())
    this.context.io.out(text)
    for (const note of notes) this.note(note)
  }
}
