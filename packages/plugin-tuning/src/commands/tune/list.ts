import {OmeCommand} from '@ome/sdk/command'
import {runs} from '../../runs/compose.ts'
import {listFlags, runCompletions} from '../../runs/flags.ts'
import {listRuns} from '../../runs/needs.ts'
import {runList} from '../../runs/views/run-list.ts'

export default class TuneList extends OmeCommand {
  static override summary = 'List the tuning runs'
  static override description = 'Workspaces that tune a model, with the state KAITO tells and what the Job says.'
  static override examples = ['<%= config.bin %> tune list', '<%= config.bin %> tune list -A -o wide']
  static override flags = listFlags
  static override needs = listRuns
  static override risk = 'read' as const
  static override completions = {flags: runCompletions.flags}

  async run(): Promise<void> {
    const {flags} = await this.parse(TuneList)
    const {namespace} = await this.scopeOf(flags)
    const {store} = await runs(this.context)
    this.render(runList, await store.list(namespace), flags.output)
  }
}
