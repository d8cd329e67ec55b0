import {parseAdapter, parseStrength} from '@ome/kaito/adapter-source'
import {Flags} from '@ome/sdk/command'
import {namespaced, write} from '@ome/sdk/flags'
import {adapterOperands, kaitoCompletions, recreateFlag} from '../../kaito-change/flags.ts'
import {addsAdapters} from '../../kaito-change/needs.ts'
import {adapterChange} from '../../kaito-change/printing/adapter-target.ts'
import {addToKaito} from '../../kaito-change/printing/change-kaito.ts'
import {ServingCommand} from '../../printing/serving-command.ts'

export default class AdaptersAdd extends ServingCommand {
  static override summary = 'Serve an adapter beside a model'
  static override description =
    'An image, or pvc://CLAIM with its files. An engine that was started with adapters restarts with one more; the first one takes --recreate. Replicas of an InferenceSet that run keep theirs.'
  static override examples = ['<%= config.bin %> adapters add workspace my-workspace new-adapter:v1']
  static override args = adapterOperands('IMAGE or pvc://CLAIM')
  static override flags = {
    ...namespaced,
    'adapter-name': Flags.string({description: 'name it is asked by; the last part of the image when not given'}),
    'adapter-strength': Flags.string({description: 'how much it counts, 0 to 1; for transformers'}),
    ...recreateFlag,
    ...write,
  }
  static override needs = addsAdapters
  static override risk = 'write' as const
  static override completions = kaitoCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(AdaptersAdd)
    const [name, strength] = [flags['adapter-name'], flags['adapter-strength']]
    const words = [args.object, args.name, args.adapter]
    const {live, adapter} = await adapterChange(this.stage, 'adapters add', words, flags.namespace)
    const source = parseAdapter(adapter, {
      ...(name !== undefined && {name}),
      ...(strength !== undefined && {strength: parseStrength(strength)}),
    })
    await addToKaito(this.stage, live, source, flags)
  }
}
