import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {withDeadline} from '@ome/sdk/deadline'
import {namespaced, write} from '@ome/sdk/flags'
import {modelRemoval, models} from '../../compose.ts'
import {modelNames, whichModel} from '../../flags.ts'
import {deleteModels} from '../../models/needs.ts'
import {planModelDeletion} from '../../models/usecases/plan-model-deletion.ts'
import {chooseName} from '../../prompts/choose-model.ts'
import {namesOf} from '../../usecases/names.ts'

export default class ModelsDelete extends OmeCommand {
  static override summary = 'Delete models and the files that agents downloaded for them'
  static override description =
    'Names are taken as typed. A model that services use is kept unless --force is given. With --wait it ends when every node has removed the files.'
  static override examples = [
    '<%= config.bin %> models delete old-falcon-7b new-unused --dry-run',
    '<%= config.bin %> models delete old-falcon-7b --yes',
  ]
  static override strict = false
  static override args = {
    name: Args.string({description: 'name of a model; several may be given; asked for on a terminal'}),
  }
  static override flags = {
    ...namespaced,
    ...whichModel,
    force: Flags.boolean({description: 'delete models although services use them'}),
    ...write,
  }
  static override needs = deleteModels
  static override risk = 'destructive' as const
  static override completions = {args: {name: modelNames}}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(ModelsDelete)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const ask = async () => namesOf('model', await models(this.context), namespace)
    const question = {noun: 'model' as const, usage: 'models delete NAME'}
    const names = argv.length > 0 ? argv.map(String) : [await chooseName(this.context, question, ask)]
    const ports = await modelRemoval(this.context)
    const plan = await planModelDeletion(ports, {...flags, names, namespace})

    const {applied} = await this.plan(plan, flags)
    if (!applied || !flags.wait) return
    const waiting = {what: 'the models to go', hint: 'each node removes its files first: ome models status'}
    const limits = {ms: flags.timeout, signal: this.context.signal}
    for await (const _left of withDeadline(ports.objects.untilGone(plan), limits, waiting));
  }
}
