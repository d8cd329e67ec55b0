import {OmeCommand} from '@ome/sdk/command'
import {templates} from '../../config/compose.ts'
import {configName, createInferenceFlags, namespaceNames, templateNames} from '../../config/flags.ts'
import {createConfigs} from '../../config/needs.ts'
import {createInference} from '../../config/usecases/create-inference.ts'

export default class ConfigCreateInference extends OmeCommand {
  static override summary = 'Make a config of the engine'
  static override description =
    "A ConfigMap from the operator's template, or from --from, for deploy --config. The map of vllm gets only what --set and --max-model-len say."
  static override examples = [
    '<%= config.bin %> config create-inference long-context --max-model-len 16384',
    '<%= config.bin %> config create-inference busy --set max-num-seqs=64 --set gpu-memory-utilization=0.9',
  ]
  static override args = configName
  static override flags = createInferenceFlags
  static override needs = createConfigs
  static override risk = 'write' as const
  static override completions = {flags: {namespace: namespaceNames, from: templateNames}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ConfigCreateInference)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const ports = {...(await templates(this.context)), note: (text: string) => this.note(text)}
    const {from, model, runtime, replace, set = []} = flags
    const length = flags['max-model-len']
    const ask = {
      namespace,
      name: args.name,
      from,
      model,
      runtime,
      settings: set,
      maxModelLength: length,
      replaces: replace,
    }
    await this.plan(await createInference(ports, ask), flags)
  }
}
