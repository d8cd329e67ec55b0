import {OmeCommand} from '@ome/sdk/command'
import {loading} from '../../top/compose.ts'
import {topCompletions, topPodFlags} from '../../top/flags.ts'
import {topsPods} from '../../top/needs.ts'
import {looked} from '../../top/usecases/looked.ts'
import {topPods} from '../../top/usecases/top-pods.ts'
import {topPodList} from '../../top/views/top-lists.ts'

export default class TopPods extends OmeCommand {
  static override aliases = ['top:pod']
  static override summary = 'Show what pods use: processors, memory, GPUs'
  static override description = 'What a source does not tell is a dash, and stderr says why.'
  static override examples = [
    '<%= config.bin %> top pods',
    '<%= config.bin %> top pods --all-namespaces --show-gpu --sort-by memory',
  ]
  static override flags = topPodFlags
  static override needs = topsPods
  static override risk = 'read' as const
  static override completions = topCompletions

  async run(): Promise<void> {
    const {flags} = await this.parse(TopPods)
    const {namespace} = await this.scopeOf(flags)
    const {load, pause} = await loading(this.context)
    const showGpu = flags['show-gpu']
    const view = topPodList(showGpu)
    const read = () => topPods(load, {namespace, showGpu, sortBy: flags['sort-by']})
    const looks = looked(read, {pause, intervalMs: flags.interval, note: (text) => this.note(text)})
    if (flags.watch) return await this.watch(view, looks, flags.output, flags.timeout)
    for await (const rows of looks) return this.render(view, rows, flags.output)
  }
}
