import {Flags, OmeCommand} from '@ome/sdk/command'
import {write} from '@ome/sdk/flags'
import {runtimes} from '../../compose.ts'
import {modelNames, runtimeNames} from '../../flags.ts'
import {templateNames} from '../../runtimes/domain/template.ts'
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
  static override flags = {
    name: Flags.string({required: true, description: 'name of the runtime'}),
    from: Flags.string({description: 'copy this runtime', exactlyOne: ['from', 'from-template']}),
    'from-template': Flags.option({options: templateNames})({description: 'make it for this engine'}),
    for: Flags.string({description: 'a model of the cluster that it is for'}),
    'model-arch': Flags.string({description: 'architecture as in config.json, for example LlamaForCausalLM'}),
    'model-size': Flags.string({description: 'parameters, for example 70B; 10 % either way are taken'}),
    'transformers-version': Flags.string({description: 'transformers_version of config.json', exclusive: ['for']}),
    gpus: Flags.integer({description: 'GPUs of each pod; a template estimates them', min: 1}),
    set: Flags.string({description: 'KEY=VALUE; may be repeated', multiple: true, helpValue: 'KEY=VALUE'}),
    'auto-select': Flags.boolean({description: 'let OME choose it for services that name no runtime'}),
    namespace: Flags.string({char: 'n', description: 'make a ServingRuntime in this namespace'}),
    ...write,
  }
  static override needs = createRuntime
  static override risk = 'write' as const
  static override completions = {
    flags: {
      for: modelNames,
      from: runtimeNames,
      namespace: {from: 'namespaces' as const},
      'model-size': {values: ['7B', '8B', '14B', '32B', '70B']},
      set: {values: ['gpus=', 'tensorParallelism=', 'image=', 'memory=', 'maxModelLen=', 'args.', 'env.']},
    },
  }

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
