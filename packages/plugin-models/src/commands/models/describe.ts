import {Args, Flags} from '@ome/sdk/command'
import {models, subjects} from '../../compose.ts'
import {lookFlags, modelNames} from '../../flags.ts'
import {catalog, describeOwn, marketFlags, region} from '../../kaito/flags.ts'
import {readsMarket} from '../../kaito/needs.ts'
import {describeKaito, isKaitos} from '../../kaito/printing.ts'
import {lookAtModel} from '../../models/needs.ts'
import {describeModel} from '../../models/usecases/describe-model.ts'
import {modelDescription} from '../../models/views/model-description.ts'
import {ModelsCommand} from '../../printing/models-command.ts'
import {chooseName} from '../../prompts/choose-model.ts'
import {namesOf} from '../../usecases/names.ts'

export default class ModelsDescribe extends ModelsCommand {
  static override summary = 'Show everything about one model: source, size, shape, nodes, users and runtimes'
  static override description =
    'A name is a model of the cluster; ORG/NAME is one of the hub, which needs no cluster. Figures that the cluster does not have come from the hub.'
  static override examples = [
    '<%= config.bin %> models describe llama-3-3-70b',
    '<%= config.bin %> models describe Qwen/Qwen3-8B',
    '<%= config.bin %> models describe llama-3-3-70b -o json',
  ]
  static override args = {
    name: Args.string({description: 'name of a model, or ORG/NAME of the hub; asked for on a terminal'}),
  }
  static override flags = {
    ...lookFlags,
    ...catalog,
    'runtime-params': Flags.boolean({description: 'add the arguments of the engine', helpGroup: 'KAITO'}),
    ...region,
    ...marketFlags,
  }
  static override needs = [...lookAtModel, ...readsMarket]
  static override risk = 'read' as const
  static override completions = {args: {name: modelNames}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ModelsDescribe)
    if (await isKaitos(this.context, flags, describeOwn, args.name))
      return await describeKaito(this.stage(flags.output), args.name, flags)
    const namespace = async () => flags.namespace ?? (await this.context.namespace())
    const names = async () => namesOf('model', await models(this.context), await namespace())
    const name = args.name ?? (await chooseName(this.context, {noun: 'model', usage: 'models describe NAME'}, names))
    const ports = {...(await subjects(this.context)), note: (text: string) => this.note(text)}
    const description = await describeModel(ports, name, {...flags, namespace})
    this.render(modelDescription, description, flags.output)
  }
}
