import {Args, OmeCommand} from '@ome/sdk/command'
import {cluster} from '../../compose.ts'
import {loading} from '../../top/compose.ts'
import {topCompletions, topServiceFlags} from '../../top/flags.ts'
import {topsServices} from '../../top/needs.ts'
import {looked} from '../../top/usecases/looked.ts'
import {topServices} from '../../top/usecases/top-services.ts'
import {topServiceList} from '../../top/views/top-lists.ts'

export default class TopServices extends OmeCommand {
  static override aliases = ['top:service']
  static override summary = 'Show what services use: processors, memory, GPUs, KV cache, requests'
  static override description =
    'Asks every running engine and the GPU exporters of their nodes through the API server. What a source does not tell is a dash, and stderr says why.'
  static override examples = [
    '<%= config.bin %> top services',
    '<%= config.bin %> top services --all-namespaces --sort-by gpu-util',
    '<%= config.bin %> top services prod-llama --watch --timeout 1m',
  ]
  static override args = {names: Args.string({multiple: true, description: 'names of services; all when not given'})}
  static override flags = topServiceFlags
  static override needs = topsServices
  static override risk = 'read' as const
  static override completions = {
    ...topCompletions,
    args: {names: {resource: 'inferenceservices.ome.io'}},
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TopServices)
    const {namespace} = await this.scopeOf(flags)
    const {load, pause} = await loading(this.context)
    const {catalogue} = await cluster(this.context)
    const read = () =>
      topServices({catalogue, load}, {query: {namespace}, names: args.names ?? [], sortBy: flags['sort-by']})
    const looks = looked(read, {pause, intervalMs: flags.interval, note: (text) => this.note(text)})
    if (flags.watch) return await this.watch(topServiceList, looks, flags.output, flags.timeout)
    for await (const rows of looks) return this.render(topServiceList, rows, flags.output)
  }
}
