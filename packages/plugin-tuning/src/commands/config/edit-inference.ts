import {OmeCommand} from '@ome/sdk/command'
import {editing} from '../../config/compose.ts'
import {configName, editFlags, mapNames, namespaceNames} from '../../config/flags.ts'
import {editConfigs} from '../../config/needs.ts'
import {editKeptConfig} from '../../config/usecases/edit-config.ts'

export default class ConfigEditInference extends OmeCommand {
  static override summary = 'Set values in a config of the engine'
  static override description =
    "Keys are arguments of the engine's server without the two dashes, kv_cache_cpu_memory_utilization and max_probe_steps. Options of a request, such as temperature, are refused: the server would end on them. Comments stay. One wrong value, and nothing is written."
  static override examples = [
    '<%= config.bin %> config edit-inference my-vllm-config --set max-model-len=8192',
    '<%= config.bin %> config edit-inference my-vllm-config --set max-num-seqs=32 --diff',
  ]
  static override args = configName
  static override flags = editFlags
  static override needs = editConfigs
  static override risk = 'write' as const
  static override completions = {args: {name: mapNames}, flags: {namespace: namespaceNames}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ConfigEditInference)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const ask = {namespace, name: args.name, kind: 'inference' as const, settings: flags.set}
    await this.plan(await editKeptConfig(await editing(this.context), ask), flags)
  }
}
