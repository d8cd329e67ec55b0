import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {subjects} from '../../compose.ts'
import {lookFlags, modelNames} from '../../flags.ts'
import {lookAtModel} from '../../models/needs.ts'
import {compareModels} from '../../models/usecases/compare-models.ts'
import {modelDifference} from '../../models/views/model-difference.ts'

export default class ModelsDiff extends OmeCommand {
  static override summary = 'Show in what two models differ: source, size, shape, runtime and GPUs'
  static override description =
    'Each is a model of the cluster, or ORG/NAME of the hub. Ends with 0 whether they differ or not.'
  static override examples = [
    '<%= config.bin %> models diff llama-3-3-70b llama-3-3-70b-fp8',
    '<%= config.bin %> models diff llama-3-3-70b Qwen/Qwen2.5-72B-Instruct --all',
  ]
  static override args = {
    model: Args.string({required: true, description: 'name of a model, or ORG/NAME of the hub'}),
    'other-model': Args.string({required: true, description: 'the one to compare it with'}),
  }
  static override flags = {...lookFlags, all: Flags.boolean({description: 'what is alike, too'})}
  static override needs = lookAtModel
  static override risk = 'read' as const
  static override completions = {args: {model: modelNames, 'other-model': modelNames}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ModelsDiff)
    const namespace = async () => flags.namespace ?? (await this.context.namespace())
    const ports = {...(await subjects(this.context)), note: (text: string) => this.note(text)}
    const difference = await compareModels(ports, [args.model, args['other-model']], {...flags, namespace})
    this.render(modelDifference(flags), difference, flags.output)
  }
}
