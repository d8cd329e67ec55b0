import {OmeCommand} from '@ome/sdk/command'
import {templates} from '../../config/compose.ts'
import {
  configName,
  createTuningFlags,
  modelNames,
  namespaceNames,
  templateNames,
  trainingSettings,
} from '../../config/flags.ts'
import {createConfigs} from '../../config/needs.ts'
import {createConfig} from '../../config/usecases/create-config.ts'
import {meantModel} from '../../config/usecases/meant-model.ts'

export default class ConfigCreateTuning extends OmeCommand {
  static override summary = 'Make a config of the training'
  static override description =
    "A ConfigMap from the operator's template of the method, or from --from, for tune start --config. --model is remembered with it; the map itself names no model."
  static override examples = [
    '<%= config.bin %> config create-tuning support-qlora --method qlora --model phi-3-mini-4k-instruct',
    '<%= config.bin %> config create-tuning support-lora --method lora --set lora.r=16 --set epochs=2',
    '<%= config.bin %> config create-tuning support-wide --from my-qlora-config --set learning-rate=1e-4',
  ]
  static override args = configName
  static override flags = createTuningFlags
  static override needs = createConfigs
  static override risk = 'write' as const
  static override completions = {
    flags: {namespace: namespaceNames, set: trainingSettings, from: templateNames, model: modelNames},
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ConfigCreateTuning)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const ports = {...(await templates(this.context)), note: (text: string) => this.note(text)}
    const plan = await createConfig(ports, {
      ...meantModel(flags.model, 'tuning'),
      namespace,
      name: args.name,
      kind: 'tuning',
      method: flags.method,
      from: flags.from,
      settings: flags.set ?? [],
      replaces: flags.replace,
    })
    await this.plan(plan, flags)
  }
}
