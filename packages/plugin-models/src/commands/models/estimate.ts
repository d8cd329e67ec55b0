import {Args} from '@ome/sdk/command'
import {models, subjects} from '../../compose.ts'
import {modelNames} from '../../flags.ts'
import {estimateOwn} from '../../kaito/flags.ts'
import {readsMarket} from '../../kaito/needs.ts'
import {estimateKaito, isKaitos} from '../../kaito/printing.ts'
import {estimateFlags, refuseLoneRegion} from '../../models/flags.ts'
import {lookAtModel} from '../../models/needs.ts'
import {estimateModel} from '../../models/usecases/estimate-model.ts'
import {modelEstimate} from '../../models/views/model-estimate.ts'
import {ModelsCommand} from '../../printing/models-command.ts'
import {chooseName} from '../../prompts/choose-model.ts'
import {namesOf} from '../../usecases/names.ts'

export default class ModelsEstimate extends ModelsCommand {
  static override summary = 'Estimate the memory, GPUs and price of a model, line by line'
  static override description =
    'A name is a model of the cluster; ORG/NAME is one of the hub. Shown are the machines of the cluster; --all adds every accelerator of the table, --instance-type asks for those of a cloud. MAX-CONTEXT is the longest request that still fits.'
  static override examples = [
    '<%= config.bin %> models estimate llama-3-3-70b',
    '<%= config.bin %> models estimate Qwen/Qwen3-8B --context-length 32768 --concurrency 8',
    '<%= config.bin %> models estimate llama-3-3-70b --weights fp8 --instance-type p5.48xlarge',
  ]
  static override args = {
    name: Args.string({description: 'name of a model, or ORG/NAME of the hub; asked for on a terminal'}),
  }
  static override flags = estimateFlags
  static override needs = [...lookAtModel, ...readsMarket]
  static override risk = 'read' as const
  static override completions = {
    args: {name: modelNames},
    flags: {accelerator: {resource: 'acceleratorclasses.ome.io'}},
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ModelsEstimate)
    if (await isKaitos(this.context, flags, estimateOwn, args.name))
      return await estimateKaito(this.stage(flags.output), args.name, flags)
    refuseLoneRegion(flags)
    const namespace = async () => flags.namespace ?? (await this.context.namespace())
    const names = async () => namesOf('model', await models(this.context), await namespace())
    const name = args.name ?? (await chooseName(this.context, {noun: 'model', usage: 'models estimate NAME'}, names))
    const ports = {...(await subjects(this.context)), note: (text: string) => this.note(text)}
    const estimate = await estimateModel(ports, name, {
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
