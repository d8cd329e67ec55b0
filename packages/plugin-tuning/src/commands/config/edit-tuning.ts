import {OmeCommand} from '@ome/sdk/command'
import {editing} from '../../config/compose.ts'
import {configName, editFlags, mapNames, namespaceNames, trainingSettings} from '../../config/flags.ts'
import {editConfigs} from '../../config/needs.ts'
import {editKeptConfig} from '../../config/usecases/edit-config.ts'

export default class ConfigEditTuning extends OmeCommand {
  static override summary = 'Set values in a config of the training'
  static override description =
    'Keys are lora.r, lora.alpha, lora.dropout, epochs, batch-size, learning-rate, or PART.KEY as in the map, for example TrainingArguments.warmup_ratio. Comments stay. One wrong value, and nothing is written.'
  static override examples = [
    '<%= config.bin %> config edit-tuning my-qlora-config --set lora.r=16 --set lora.alpha=32',
    '<%= config.bin %> config edit-tuning my-qlora-config --set epochs=2 --diff',
  ]
  static override args = configName
  static override flags = editFlags
  static override needs = editConfigs
  static override risk = 'write' as const
  static override completions = {args: {name: mapNames}, flags: {namespace: namespaceNames, set: trainingSettings}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ConfigEditTuning)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const ask = {namespace, name: args.name, kind: 'tuning' as const, settings: flags.set}
    await this.plan(await editKeptConfig(await editing(this.context), ask), flags)
  }
}
