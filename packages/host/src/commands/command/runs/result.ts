import {OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {printResult} from '../../../remote/print-result.ts'
import {runArgument, runCompletions, runNeeds} from '../../../remote/run-arguments.ts'

export default class CommandRunsResult extends OmeCommand {
  static override summary = 'Show the result of a command in the cluster'
  static override description = 'Ends with code 3 while the command has not ended, and with 4 when it left no result.'
  static override examples = ['<%= config.bin %> command runs result ome-run-k3x9qa --output yaml']
  static override args = runArgument
  static override flags = {...namespaced, ...output}
  static override needs = runNeeds.read
  static override risk = 'read' as const
  static override completions = runCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(CommandRunsResult)
    const namespace = flags.namespace ?? (await this.context.namespace())

    await printResult(await this.context.kube(), {name: args.run, namespace, output: flags.output}, this.context)
  }
}
