import {OmeCommand} from '@ome/sdk/command'
import {output, scope} from '@ome/sdk/flags'
import {runNeeds} from '../../../remote/run-arguments.ts'
import {runList} from '../../../remote/run-views.ts'
import {listRuns} from '../../../remote/runs.ts'

export default class CommandRunsList extends OmeCommand {
  static override summary = 'List commands that run in the cluster'
  static override description = 'A run that nobody followed to its end stays for ten minutes after it.'
  static override examples = ['<%= config.bin %> command runs list', '<%= config.bin %> command runs --all-namespaces']
  static override aliases = ['command:runs']
  static override flags = {...scope, ...output}
  static override needs = runNeeds.listed
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(CommandRunsList)
    const {namespace} = await this.scopeOf(flags)
    const {signal} = this.context

    const runs = await listRuns(await this.context.kube(), {signal, ...(namespace === undefined ? {} : {namespace})})

    this.render(runList, runs, flags.output)
  }
}
