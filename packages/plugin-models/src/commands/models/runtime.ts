import {Args, Flags} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {engineRuntime, kaitoNames, marketFlags, region} from '../../kaito/flags.ts'
import {readsMarket} from '../../kaito/needs.ts'
import {runtimeOfKaito} from '../../kaito/printing.ts'
import {ModelsCommand} from '../../printing/models-command.ts'

export default class ModelsRuntime extends ModelsCommand {
  static override summary = 'Show with which arguments KAITO runs a model, and what each runtime does'
  static override description =
    'The command line of the engine on one instance type, the cheapest that holds the model when none is named. Ends with 3 where the runtime that is asked for cannot run it.'
  static override examples = [
    '<%= config.bin %> models runtime phi-4-mini-instruct',
    '<%= config.bin %> models runtime phi-4 --runtime transformers --compatibility',
  ]
  static override args = {model: Args.string({description: 'name, alias or Hub id of a model'})}
  static override flags = {
    ...output,
    ...engineRuntime,
    'instance-type': Flags.string({description: 'machine it runs on'}),
    config: Flags.boolean({description: 'add the inference_config.yaml that goes with it'}),
    compatibility: Flags.boolean({description: 'add what vLLM and transformers do with it'}),
    ...region,
    ...marketFlags,
  }
  static override needs = readsMarket
  static override risk = 'read' as const
  static override completions = {args: {model: kaitoNames}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ModelsRuntime)
    await runtimeOfKaito(this.stage(flags.output), args.model, flags)
  }
}
