import {deployPreferences} from '@ome/inference-model/deploy/preferences'
import {Args, OmeCommand} from '@ome/sdk/command'
import {namespaced, write} from '@ome/sdk/flags'
import {serviceCreation} from '../../compose.ts'
import {pairs, serviceFlags} from '../../flags.ts'
import {createsServices} from '../../needs.ts'
import {waitForApplied} from '../../printing/wait.ts'
import {planCreateService} from '../../usecases/plan-create-service.ts'

export default class CreateService extends OmeCommand {
  static override summary = 'Create a service from a template, or of a model'
  static override description =
    'The runtime is the one that is named, else the one of the template, else the one that fits best. Names may be completed: llama-3-3-70b means llama-3-3-70b-instruct where there is no other.'
  static override examples = [
    '<%= config.bin %> create service --template production-llm --param model=llama-3-3-70b --param replicas=3',
    '<%= config.bin %> create service chat --template dev-llm --param model=mistral-7b --dry-run',
    '<%= config.bin %> create service small --model mistral-7b --autoscale --max-replicas 2 --dry-run',
  ]
  static override args = {name: Args.string({description: 'name of the service; else of its model'})}
  static override flags = {...serviceFlags, ...namespaced, ...write}
  static override needs = createsServices
  static override risk = 'write' as const
  static override completions = {
    flags: {
      model: {resource: ['clusterbasemodels.ome.io', 'basemodels.ome.io']},
      runtime: {resource: ['clusterservingruntimes.ome.io', 'servingruntimes.ome.io']},
      accelerator: {resource: 'acceleratorclasses.ome.io'},
    },
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(CreateService)
    const {stores, namespace, ...sources} = await serviceCreation(this.context, flags.namespace)
    const ask = {...flags, values: pairs(flags.param, '--param', 'NAME=VALUE'), name: args.name, namespace}
    const plan = await planCreateService({stores, ...sources}, ask, deployPreferences(this.context.settings))
    await waitForApplied(this.context, await this.plan(plan, flags), flags)
  }
}
