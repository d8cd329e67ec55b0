import {namespaced, write} from '@ome/sdk/flags'
import {adapterOperands, kaitoCompletions} from '../../kaito-change/flags.ts'
import {removesAdapters} from '../../kaito-change/needs.ts'
import {adapterChange} from '../../kaito-change/printing/adapter-target.ts'
import {removeFromKaito} from '../../kaito-change/printing/change-kaito.ts'
import {ServingCommand} from '../../printing/serving-command.ts'

export default class AdaptersRemove extends ServingCommand {
  static override summary = 'Take away an adapter of a model'
  static override description = 'By its name, image or pvc://CLAIM. The pods restart without it.'
  static override examples = ['<%= config.bin %> adapters remove workspace my-workspace old-adapter']
  static override args = adapterOperands('name, image or pvc://CLAIM of the adapter')
  static override flags = {...namespaced, ...write}
  static override needs = removesAdapters
  static override risk = 'write' as const
  static override completions = kaitoCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdaptersRemove)
    const words = [args.object, args.name, args.adapter]
    const {live, adapter} = await adapterChange(this.stage, 'adapters remove', words, flags.namespace)
    await removeFromKaito(this.stage, live, adapter, flags)
  }
}
