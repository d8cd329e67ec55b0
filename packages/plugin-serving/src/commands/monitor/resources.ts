import {Args} from '@ome/sdk/command'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {partsIn} from '../../monitor/domain/shown-parts.ts'
import {monitorCompletions, monitorFlags} from '../../monitor/flags.ts'
import {monitors} from '../../monitor/needs.ts'
import {lookWith, resourceMeter, showBoard} from '../../monitor/printing/show-resources.ts'
import {resourceList} from '../../monitor/views/resource-list.ts'
import {looked} from '../../printing/looked.ts'
import {ServingCommand} from '../../printing/serving-command.ts'

export default class MonitorResources extends ServingCommand {
  static override summary = 'Show how busy the GPUs, processors and caches of what KAITO runs are'
  static override description =
    'GPUs by the DCGM series of a Prometheus, else as a pod tells itself (trainings, the transformers runtime); CPU and memory by metrics.k8s.io. What nobody tells is -.'
  static override examples = [
    '<%= config.bin %> monitor resources --all',
    '<%= config.bin %> monitor resources --all --dashboard',
    '<%= config.bin %> monitor resources --all --cluster us-east,us-west',
  ]
  static override args = {
    object: Args.string({description: 'workspace NAME, inferenceset NAME, ragengine NAME or NAME'}),
    name: Args.string({description: 'name of the object', hidden: true}),
  }
  static override flags = monitorFlags
  static override needs = monitors
  static override risk = 'read' as const
  static override completions = monitorCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MonitorResources)
    const words = [args.object, args.name]
    const isNamed = args.object !== undefined
    if (flags.backend === 'ome')
      throw new OmeError('usage', 'this is for what KAITO runs', ['of services of OME: ome metrics service NAME'])
    if (isNamed && (flags.all || flags['all-namespaces']))
      throw new OmeError('usage', 'name one object, or give --all: not both')
    const all = isNamed || flags.all || flags['all-namespaces']
    const question = async (context: Context) => ({
      words,
      namespace: flags.namespace ?? (all ? undefined : await context.namespace()),
    })
    const view = resourceList(partsIn(flags.show))
    if (flags.cluster !== undefined) {
      if (flags.dashboard) throw new OmeError('usage', '--dashboard shows one cluster', ['choose it with --context'])
      return await this.renderFleet(view, flags, async (context, cluster) =>
        lookWith(await resourceMeter(context, await question(context)), (text) => this.note(`${cluster}: ${text}`))(),
      )
    }
    const measure = await resourceMeter(this.context, await question(this.context))
    if (flags.dashboard) return await showBoard(this.stage, measure, {intervalMs: flags.interval, output: flags.output})
    const look = lookWith(measure, (text) => this.note(text))
    if (flags.watch)
      return await this.watch(view, looked(this.context, look, flags.interval), flags.output, flags.timeout)
    this.render(view, await look(), flags.output)
  }
}
