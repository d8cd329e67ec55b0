import {Flags} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {changeWorld} from '../../../change/compose.ts'
import {findSet} from '../../../change/usecases/find-set.ts'
import {setCompletions} from '../../../flags.ts'
import {readTree} from '../../../needs.ts'
import {plans} from '../../../plan/compose.ts'
import {planArg, planFile, planReading} from '../../../plan/flags.ts'
import {readPlans} from '../../../plan/needs.ts'
import {diffWithFile, diffWithSet} from '../../../plan/usecases/diff-plan.ts'
import {planDifferenceList} from '../../../plan/views/plans.ts'
import {GroveCommand} from '../../../printing/grove-command.ts'

export default class GrovePlanDiff extends GroveCommand {
  static override summary = 'Compare a plan with its set, or with another plan'
  static override description =
    'Without --filename with what the template of the live set says; compare also measures it.'
  static override examples = [
    '<%= config.bin %> grove plan diff my-inference --namespace prod',
    '<%= config.bin %> grove plan diff my-inference --filename plan.json --namespace prod',
  ]
  static override args = planArg
  static override flags = {
    ...planReading,
    ...planFile,
    'exit-code': Flags.boolean({description: 'exit with 3 when they differ'}),
  }
  static override needs = [...readPlans, ...readTree]
  static override risk = 'read' as const
  static override completions = setCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GrovePlanDiff)
    this.beQuiet(flags)
    const address = {namespace: flags.namespace ?? (await this.context.namespace()), name: args.name}
    const {store, read, sha256} = await plans(this.context)
    const differences =
      flags.filename === undefined
        ? await diffWithSet(store, address, () => this.live(address))
        : await diffWithFile(store, address, {source: flags.filename, files: await read(flags.filename), sha256})
    this.render(planDifferenceList, differences, flags.output)
    if (flags['exit-code'] && differences.length > 0) throw new OmeError('unmet', 'the plans differ')
  }

  private async live(address: {readonly namespace: string; readonly name: string}) {
    return (await findSet(await changeWorld(this.context), address, [])).set
  }
}
