import {Args} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {models} from '../../compose.ts'
import {modelNames, whichModel} from '../../flags.ts'
import {catalog, validateFlags, validateOwn} from '../../kaito/flags.ts'
import {asksAdmission, readsMarket} from '../../kaito/needs.ts'
import {isKaitos, validateKaito} from '../../kaito/printing.ts'
import {validateModels as needed} from '../../models/needs.ts'
import {requireSound, validateModels} from '../../models/usecases/validate-models.ts'
import {modelCheckList} from '../../models/views/check-list.ts'
import {ModelsCommand} from '../../printing/models-command.ts'

export default class ModelsValidate extends ModelsCommand {
  static override summary = 'Check whether models of the cluster can be downloaded, matched and served'
  static override description =
    'Storage address and credentials by the rules of the OME that runs, metadata, runtimes, memory. Without a name all models of the namespace and the cluster are checked. Ends with 3 when a check fails. Manifests that are not applied yet: validate -f.'
  static override examples = [
    '<%= config.bin %> models validate',
    '<%= config.bin %> models validate llama-3-3-70b',
    '<%= config.bin %> models validate llama-3-3-70b -o json',
  ]
  static override args = {name: Args.string({description: 'name of a model; all when not given'})}
  static override flags = {
    ...namespaced,
    ...whichModel,
    ...output,
    ...catalog,
    ...validateFlags,
  }
  static override needs = [...needed, ...readsMarket, ...asksAdmission]
  static override risk = 'read' as const
  static override completions = {args: {name: modelNames}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ModelsValidate)
    if (await isKaitos(this.context, flags, validateOwn, args.name))
      return await validateKaito(this.stage(flags.output), args.name, flags)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const ports = {...(await models(this.context)), note: (text: string) => this.note(text)}
    const checks = await validateModels(ports, {...args, scope: flags.scope, namespace})
    this.render(modelCheckList, checks, flags.output)
    requireSound(checks)
  }
}
