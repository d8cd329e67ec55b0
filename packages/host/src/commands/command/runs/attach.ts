import {OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {attachRun} from '../../../remote/attach-run.ts'
import {runArgument, runCompletions, runNeeds} from '../../../remote/run-arguments.ts'

export default class CommandRunsAttach extends OmeCommand {
  static override summary = 'Follow a command in the cluster to its end'
  static override description =
    'Prints what it prints from its first line, ends with its code and then removes it. Ctrl-C ends the view and leaves ' +
    'the command running; stop it with "command runs cancel". A command with a terminal is joined and gets Ctrl-C ' +
    'itself; Ctrl-P Ctrl-Q leaves it running.'
  static override examples = ['<%= config.bin %> command runs attach ome-run-k3x9qa']
  static override args = runArgument
  static override flags = {...namespaced, ...output}
  static override needs = [
    ...runNeeds.read,
    ...runNeeds.watched,
    ...runNeeds.logs,
    ...runNeeds.attached,
    ...runNeeds.removed,
  ]
  static override risk = 'write' as const
  static override completions = runCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(CommandRunsAttach)
    const namespace = flags.namespace ?? (await this.context.namespace())

    await attachRun({name: args.run, namespace, output: flags.output}, this.context)
  }
}
