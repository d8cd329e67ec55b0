import {OmeCommand} from '@ome/sdk/command'
import {runtimes} from '../../compose.ts'
import {createCompletions, createFlags} from '../../runtimes/flags.ts'
import {createRuntime} from '../../runtimes/needs.ts'
import {planRuntime} from '../../runtimes/usecases/plan-runtime.ts'

export default class CreateRuntime extends OmeCommand {
  static override summary = 'Create a runtime: a copy of one that is there, or from a template'
  static override description =
    'It is for the model of --for, or for an architecture and a size (10 % either way); versions come from the models of the cluster. OME does not select it on its own unless --auto-select is given. --set takes gpus, tensorParallelism, image, memory, maxModelLen, args.NAME, env.NAME, or the path of any field.'
  static override examples = [
    '<%= config.bin %> create runtime --from vllm-llama-3-3-70b --name custom-llama --set gpus=8 --set tensorParallelism=8',
    '<%= config.bin %> create runtime --from-template vllm --model-arch LlamaForCausalLM --model-size 70B --gpus 4 --name my-llama-runtime',
    '<%= config.bin %> create runtime --from-template sglang --for mistral-7b --name fast-mistral --dry-run -o yaml',
  ]
  static override flags = createFlags
  static override needs = createRuntime
  static override risk = 'write' as const
  static override completions = createCompletions

  async run(): Promise<void> {
    const {flags} = await this.parse(CreateRuntime)
    const lookIn = flags.namespace ?? (await this.context.namespace())
    const ports = {...(await runtimes(this.context)), note: (text: string) => this.note(text)}
    const plan = await planRuntime(ports, {
      ...flags,
      template: flags['from-template'],
      model: flags.for,
      architecture: flags['model-arch'],
      size: flags['model-size'],
      version: flags['transformers-version'],
      settings: flags.set ?? [],
      autoSelect: flags['auto-select'] ?? false,
      lookIn,
    })
    await this.plan(plan, flags)
  }
}
