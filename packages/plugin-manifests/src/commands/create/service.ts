import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {namespaced, write} from '@ome/sdk/flags'
import {templateStores} from '../../compose.ts'
import {pairs} from '../../flags.ts'
import {createsServices} from '../../needs.ts'
import {planCreateService} from '../../usecases/plan-create-service.ts'
import {findTemplate} from '../../usecases/templates.ts'

export default class CreateService extends OmeCommand {
  static override summary = 'Create a service from a template'
  static override description =
    'Without a template, deploy creates one from a model. The runtime is the one of the template, else the one that fits best.'
  static override examples = [
    '<%= config.bin %> create service --template production-llm --param model=llama-3-3-70b --param replicas=3',
    '<%= config.bin %> create service chat --template dev-llm --param model=mistral-7b --dry-run',
  ]
  static override args = {name: Args.string({description: 'name of the service; else of its model'})}
  static override flags = {
    template: Flags.string({description: 'template to fill in; see template list', required: true}),
    param: Flags.string({
      description: 'a parameter of the template',
      helpValue: 'NAME=VALUE',
      multiple: true,
      default: [],
    }),
    ...namespaced,
    ...write,
  }
  static override needs = createsServices
  static override risk = 'write' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(CreateService)
    const {stores, objects, writer, namespace} = await templateStores(this.context, flags.namespace)
    const {template} = await findTemplate(stores, flags.template)
    const values = pairs(flags.param, '--param', 'NAME=VALUE')
    await this.plan(await planCreateService({objects, writer}, {template, values, name: args.name, namespace}), flags)
  }
}
