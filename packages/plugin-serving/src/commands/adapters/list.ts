import {Args} from '@ome/sdk/command'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {fleet, namespaced, output} from '@ome/sdk/flags'
import {adapterRows} from '../../kaito-change/domain/adapter-list.ts'
import {kaitoCompletions} from '../../kaito-change/flags.ts'
import {listsAdapters} from '../../kaito-change/needs.ts'
import {adapterTarget} from '../../kaito-change/printing/adapter-target.ts'
import {adapterList} from '../../kaito-change/views/adapter-list.ts'
import {kaitoSources} from '../../kaito-observe/compose.ts'
import {getReport} from '../../kaito-observe/usecases/report-kaito.ts'
import {ServingCommand} from '../../printing/serving-command.ts'

export default class AdaptersList extends ServingCommand {
  static override summary = 'List the adapters that stand beside a model, and whether the engine serves them'
  static override description =
    'Of a Workspace or InferenceSet of KAITO. What is written is joined with what the engine answers to.'
  static override examples = ['<%= config.bin %> adapters list workspace my-workspace']
  static override args = {
    object: Args.string({required: true, description: 'workspace NAME, inferenceset NAME or NAME'}),
    name: Args.string({description: 'name of the object', hidden: true}),
  }
  static override flags = {...fleet, ...namespaced, ...output}
  static override needs = listsAdapters
  static override risk = 'read' as const
  static override completions = kaitoCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdaptersList)
    const words = [args.object, args.name]
    const read = async (context: Context, cluster?: string) => {
      const {target, namespace} = await adapterTarget({...this.stage, context}, 'adapters list', words, flags.namespace)
      if (target.backend === 'ome')
        throw new OmeError('usage', `service "${target.name}" is one of OME: KAITO has adapters`)
      const {store, probe} = await kaitoSources(context)
      const report = await getReport(store, namespace, target)
      const asked = await probe.ask(report)
      const where = cluster === undefined ? '' : `${cluster}: `
      if (asked.silence !== undefined) this.note(`${where}the engine did not say what it serves: ${asked.silence}`)
      return adapterRows(report, asked)
    }
    if (flags.cluster !== undefined) await this.renderFleet(adapterList, flags, read)
    else this.render(adapterList, await read(this.context), flags.output)
  }
}
