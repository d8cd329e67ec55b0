import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {models} from '../../compose.ts'
import {whichModel} from '../../flags.ts'
import * as needs from '../../needs.ts'
import {chooseName} from '../../prompts/choose-model.ts'
import {namesOf} from '../../usecases/names.ts'
import {requireRecommendation, suggestRuntime} from '../../usecases/suggest-runtime.ts'
import {runtimeSuggestion} from '../../views/runtime-suggestion.ts'

export default class RuntimeSuggest extends OmeCommand {
  static override summary = 'Show which runtime fits a model, which other would, and why the rest does not'
  static override description =
    "Ranks the runtimes by the controller's own rules, checks the GPUs of the nodes, and has the choice confirmed by a dry run on the server. FITS: yes, busy (the GPUs are in use now), no."
  static override examples = [
    '<%= config.bin %> runtime suggest llama-3-3-70b',
    '<%= config.bin %> runtime suggest llama-3-3-70b --explain',
    '<%= config.bin %> runtime suggest llama-3-3-70b --accelerator nvidia-h100 -o json',
  ]
  static override args = {model: Args.string({description: 'name of a model in the cluster; asked for on a terminal'})}
  static override flags = {
    ...namespaced,
    ...output,
    accelerator: Flags.string({description: 'look at the nodes of this accelerator only'}),
    ...whichModel,
    all: Flags.boolean({description: 'list runtimes for other architectures too'}),
    explain: Flags.boolean({description: "add the model's metadata, the order of ranking, and warnings"}),
  }
  static override needs = needs.suggestRuntime
  static override risk = 'read' as const
  static override completions = {
    args: {model: {resource: ['clusterbasemodels.ome.io', 'basemodels.ome.io']}},
    flags: {accelerator: {resource: 'acceleratorclasses.ome.io'}, namespace: {from: 'namespaces' as const}},
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RuntimeSuggest)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const names = async () => namesOf('model', await models(this.context), namespace)
    const model = args.model ?? (await chooseName(this.context, {noun: 'model', usage: 'runtime suggest MODEL'}, names))
    const ports = {...(await models(this.context)), note: (text: string) => this.note(text)}

    const suggestion = await suggestRuntime(ports, {...flags, model, namespace})
    this.render(runtimeSuggestion(flags), suggestion, flags.output)
    requireRecommendation(suggestion)
  }
}
