import {Args, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'

export default class CommandRun extends OmeCommand {
  static override summary = 'Run a command of a plugin whose words run another one'
  static override description = 'Everything behind PLUGIN:ID is given to the command.'
  static override examples = ['<%= config.bin %> <%= command.id %> serving:deploy --help']
  static override strict = false
  static override args = {
    command: Args.string({required: true, description: 'plugin and command, as PLUGIN:ID'}),
  }
  static override needs = []
  static override risk = 'read' as const
  static override completions = {args: {command: {from: 'commands' as const}}}

  /** The launcher runs the named command in its own world instead. */
  async run(): Promise<void> {
    throw new OmeError('bug', 'the launcher did not take "command run" over')
  }
}
