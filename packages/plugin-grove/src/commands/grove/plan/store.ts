import {OmeError} from '@ome/sdk/errors'
import {setCompletions} from '../../../flags.ts'
import {plans} from '../../../plan/compose.ts'
import {planArg, planFile, planWriting} from '../../../plan/flags.ts'
import {storePlans} from '../../../plan/needs.ts'
import {planStorage} from '../../../plan/usecases/plans.ts'
import {GroveCommand} from '../../../printing/grove-command.ts'

export default class GrovePlanStore extends GroveCommand {
  static override summary = 'Keep the plan a set was made for'
  static override description =
    'Reads JSON of the prototype, what AIConfigurator wrote (file or folder), or the manifest of a DynamoGraphDeployment or PodCliqueSet.'
  static override examples = ['<%= config.bin %> grove plan store my-inference --filename plan.json --namespace prod']
  static override args = planArg
  static override flags = {...planWriting, ...planFile}
  static override needs = storePlans
  static override risk = 'write' as const
  static override completions = setCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GrovePlanStore)
    this.beQuiet(flags)
    const namespace = flags.namespace ?? (await this.context.namespace())
    if (flags.filename === undefined) {
      throw new OmeError('usage', 'say which plan to keep', [`ome grove plan store ${args.name} -f plan.json`])
    }
    const {store, sha256, read} = await plans(this.context)
    const files = await read(flags.filename)
    const now = this.context.now()
    const plan = await planStorage(store, {namespace, name: args.name, source: flags.filename, files, now, sha256})
    await this.plan(plan, flags)
  }
}
