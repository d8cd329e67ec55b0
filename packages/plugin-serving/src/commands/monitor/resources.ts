import {Args, Flags} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {interval, output, scope} from '@ome/sdk/flags'
import {backend, kaitoCompletions} from '../../flags.ts'
import {partsIn, shownParts} from '../../monitor/domain/shown-parts.ts'
import {monitors} from '../../monitor/needs.ts'
import {resourceMeter, showBoard} from '../../monitor/printing/show-resources.ts'
import {resourceList} from '../../monitor/views/resource-list.ts'
import {ServingCommand} from '../../printing/serving-command.ts'

export default class MonitorResources extends ServingCommand {
  static override summary = 'Show how busy the GPUs, processors and caches of what KAITO runs are'
  static override description =
    'GPUs by the DCGM series of a Prometheus, else as a pod tells itself (trainings, the transformers runtime); CPU and memory by metrics.k8s.io. What nobody tells is -.'
  static override examples = [
    '<%= config.bin %> monitor resources --all',
    '<%= config.bin %> monitor resources --all --dashboard',
  ]
  static override args = {
    object: Args.string({description: 'workspace NAME, inferenceset NAME, ragengine NAME or NAME'}),
    name: Args.string({description: 'name of the object', hidden: true}),
  }
  static override flags = {
    ...scope,
    ...backend,
    all: Flags.boolean({description: 'everything that KAITO runs, in all namespaces unless -n says which'}),
    show: Flags.string({description: `only these parts: ${shownParts.join(', ')}`, helpValue: 'gpu,memory'}),
    dashboard: Flags.boolean({description: 'a full screen, measured anew until Ctrl-C'}),
    interval: interval({description: 'time between two looks of the dashboard; 5s when not given'}),
    ...output,
  }
  static override needs = monitors
  static override risk = 'read' as const
  static override completions = {...kaitoCompletions, flags: {show: {values: [...shownParts]}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MonitorResources)
    const words = [args.object, args.name]
    const isNamed = args.object !== undefined
    if (flags.backend === 'ome')
      throw new OmeError('usage', 'this is for what KAITO runs', ['of services of OME: ome metrics service NAME'])
    if (isNamed && (flags.all || flags['all-namespaces']))
      throw new OmeError('usage', 'name one object, or give --all: not both')
    const {namespace = flags.namespace} =
      isNamed || flags.all || flags['all-namespaces'] ? {} : await this.scopeOf(flags)
    const measure = await resourceMeter(this.context, {words, namespace})
    const parts = partsIn(flags.show)
    if (flags.dashboard) return await showBoard(this.stage, measure, {intervalMs: flags.interval, output: flags.output})
    const {rows, missing} = await measure()
    this.render(resourceList(parts), rows, flags.output)
    for (const text of missing) this.note(text)
  }
}
