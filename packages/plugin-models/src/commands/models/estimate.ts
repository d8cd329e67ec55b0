import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {subjects} from '../../compose.ts'
import {lookFlags, modelNames} from '../../flags.ts'
import {lookAtModel} from '../../models/needs.ts'
import {estimateModel} from '../../models/usecases/estimate-model.ts'
import {modelEstimate} from '../../models/views/model-estimate.ts'

const types = ['fp32', 'bf16', 'fp16', 'fp8', 'int8', 'int4', 'nvfp4', 'mxfp4'] as const

export default class ModelsEstimate extends OmeCommand {
  static override summary = 'Estimate the memory, GPUs and price of a model, line by line'
  static override description =
    'A name is a model of the cluster; ORG/NAME is one of the hub. Shown are the machines of the cluster; --all adds every accelerator of the table, --instance-type asks for those of a cloud. MAX-CONTEXT is the longest request that still fits.'
  static override examples = [
    '<%= config.bin %> models estimate llama-3-3-70b',
    '<%= config.bin %> models estimate Qwen/Qwen3-8B --context-length 32768 --concurrency 8',
    '<%= config.bin %> models estimate llama-3-3-70b --weights fp8 --instance-type p5.48xlarge',
  ]
  static override args = {name: Args.string({required: true, description: 'name of a model, or ORG/NAME of the hub'})}
  static override flags = {
    ...lookFlags,
    'context-length': Flags.integer({
      description: 'tokens of one request; default 8192 or what the model takes',
      min: 1,
    }),
    concurrency: Flags.integer({description: 'requests at a time, all of that length', min: 1, default: 1}),
    weights: Flags.option({options: types})({description: 'as if the weights were stored so'}),
    'kv-cache': Flags.option({options: ['16bit', 'fp8'] as const, default: '16bit' as const})({
      description: 'how the KV cache is stored',
    }),
    accelerator: Flags.string({description: 'one accelerator only: of the cluster, else of the table'}),
    'instance-type': Flags.string({description: "a cloud's instance type; may be repeated", multiple: true}),
    region: Flags.string({description: 'region for the price of --instance-type', dependsOn: ['instance-type']}),
    all: Flags.boolean({description: 'accelerators that the cluster does not have, too'}),
  }
  static override needs = lookAtModel
  static override risk = 'read' as const
  static override completions = {
    args: {name: modelNames},
    flags: {accelerator: {resource: 'acceleratorclasses.ome.io'}},
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ModelsEstimate)
    const namespace = async () => flags.namespace ?? (await this.context.namespace())
    const ports = {...(await subjects(this.context)), note: (text: string) => this.note(text)}
    const estimate = await estimateModel(ports, args.name, {
      ...flags,
      namespace,
      contextTokens: flags['context-length'],
      weightType: flags.weights,
      kvBytes: flags['kv-cache'] === 'fp8' ? 1 : 2,
      instanceTypes: flags['instance-type'] ?? [],
    })
    this.render(modelEstimate, estimate, flags.output)
  }
}
