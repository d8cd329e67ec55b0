import {OmeCommand} from '@ome/sdk/command'
import {follow, namespaced} from '@ome/sdk/flags'
import {printLog} from '../../../remote/print-log.ts'
import {runArgument, runCompletions, runNeeds} from '../../../remote/run-arguments.ts'

export default class CommandRunsLogs extends OmeCommand {
  static override summary = 'Show what a command in the cluster has printed'
  static override examples = ['<%= config.bin %> command runs logs ome-run-k3x9qa --follow']
  static override args = runArgument
  static override flags = {...namespaced, ...follow}
  static override needs = [...runNeeds.read, ...runNeeds.logs]
  static override risk = 'read' as const
  static override completions = runCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(CommandRunsLogs)
    const namespace = flags.namespace ?? (await this.context.namespace())

    await printLog(await this.context.kube(), {name: args.run, namespace, follow: flags.follow}, this.context)
  }
}
