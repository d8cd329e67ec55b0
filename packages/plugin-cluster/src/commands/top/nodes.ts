import {OmeCommand} from '@ome/sdk/command'
import {loading} from '../../top/compose.ts'
import {topCompletions, topNodeFlags} from '../../top/flags.ts'
import {topsNodes} from '../../top/needs.ts'
import {looked} from '../../top/usecases/looked.ts'
import {topNodes} from '../../top/usecases/top-nodes.ts'
import {topNodeList} from '../../top/views/top-lists.ts'

export default class TopNodes extends OmeCommand {
  static override aliases = ['top:node']
  static override summary = 'Show what nodes use: processors, memory, pods, GPUs'
  static override description = 'What a source does not tell is a dash, and stderr says why.'
  static override examples = [
    '<%= config.bin %> top nodes',
    '<%= config.bin %> top nodes --show-gpu',
    '<%= config.bin %> top nodes --show-gpu --sort-by free',
  ]
  static override flags = topNodeFlags
  static override needs = topsNodes
  static override risk = 'read' as const
  static override completions = topCompletions

  async run(): Promise<void> {
    const {flags} = await this.parse(TopNodes)
    const {load, pause} = await loading(this.context)
    const showGpu = flags['show-gpu']
    const view = topNodeList(showGpu)
    const read = () => topNodes(load, {showGpu, sortBy: flags['sort-by']})
    const looks = looked(read, {pause, intervalMs: flags.interval, note: (text) => this.note(text)})
    if (flags.watch) return await this.watch(view, looks, flags.output, flags.timeout)
    for await (const rows of looks) return this.render(view, rows, flags.output)
  }
}
