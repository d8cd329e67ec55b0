import {OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {tellChange} from '../../../changes/tell-change.ts'
import {cancelRun} from '../../../remote/cancel-run.ts'
import {runArgument, runCompletions, runNeeds} from '../../../remote/run-arguments.ts'

export default class CommandRunsCancel extends OmeCommand {
  static override summary = 'Stop a command in the cluster and remove it'
  static override examples = ['<%= config.bin %> command runs cancel ome-run-k3x9qa']
  static override args = runArgument
  static override flags = {...namespaced, ...output}
  static override needs = [...runNeeds.read, ...runNeeds.removed]
  static override risk = 'write' as const
  static override completions = runCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(CommandRunsCancel)
    const namespace = flags.namespace ?? (await this.context.namespace())

    await cancelRun(await this.context.kube(), {name: args.run, namespace}, this.context)

    const object = `run/${args.run}`
    const items = [{object, outcome: 'cancelled', namespace}]
    tellChange(this.paper(flags.output), {kind: 'RunChange', items, lines: [`${object} cancelled`]})
  }
}
