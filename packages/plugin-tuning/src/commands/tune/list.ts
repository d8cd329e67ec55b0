import {OmeCommand} from '@ome/sdk/command'
import {runs} from '../../runs/compose.ts'
import {listFlags, runCompletions} from '../../runs/flags.ts'
import {listRuns} from '../../runs/needs.ts'
import {runList} from '../../runs/views/run-list.ts'

export default class TuneList extends OmeCommand {
  static override summary = 'List the tuning runs'
  static override description =
    'Workspaces that tune a model, with the state KAITO tells and what the Job says; with --cluster those of several clusters in one table.'
  static override examples = [
    '<%= config.bin %> tune list',
    '<%= config.bin %> tune list -A -o wide',
    '<%= config.bin %> tune list -A --cluster all',
  ]
  static override flags = listFlags
  static override needs = listRuns
  static override risk = 'read' as const
  static override completions = {flags: runCompletions.flags}

  async run(): Promise<void> {
    const {flags} = await this.parse(TuneList)
    const read = async (context = this.context) => {
      const own = flags.namespace ?? (await context.namespace())
      return (await runs(context)).store.list(flags['all-namespaces'] ? undefined : own)
    }
    if (flags.cluster !== undefined) await this.renderFleet(runList, flags, read)
    else this.render(runList, await read(), flags.output)
  }
}
