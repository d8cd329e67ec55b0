import {Flags} from '@ome/sdk/command'
import {Exit} from '@ome/sdk/runtime'
import {oneNamespace, setCompletions, setName} from '../../flags.ts'
import {look} from '../../look/compose.ts'
import {differs} from '../../look/domain/comparison.ts'
import {comparePlan} from '../../look/usecases/compare-plan.ts'
import {unreadNote} from '../../look/usecases/see-sets.ts'
import {comparisonView} from '../../look/views/comparison.ts'
import {readComparison} from '../../needs.ts'
import {GroveCommand} from '../../printing/grove-command.ts'

export default class GroveCompare extends GroveCommand {
  static override summary = 'Compare a set with the plan it was made for'
  static override description =
    'Without a name all sets of the namespace that have a plan. Latency and tokens are measured over the whole life of the engines. Fewer tokens than planned count only where requests wait.'
  static override examples = [
    '<%= config.bin %> grove compare my-inference --namespace prod',
    '<%= config.bin %> grove compare my-inference --namespace prod --verbose',
  ]
  static override args = setName
  static override flags = {
    ...oneNamespace,
    'exit-code': Flags.boolean({description: 'end with code 3 where something differs'}),
  }
  static override needs = readComparison
  static override risk = 'read' as const
  static override completions = setCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveCompare)
    this.beQuiet(flags)
    const {sha256, ...ports} = await look(this.context)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const ask = {namespace, name: args.name, extras: [], options: {sha256}}
    const {comparisons, notes, tree} = await comparePlan(ports, ask)
    for (const note of [unreadNote(tree.unread), ...notes]) if (note !== undefined) this.note(note)
    const isVerbose = flags.verbose === true
    this.render(
      comparisonView,
      comparisons.map((each) => ({...each, isVerbose})),
      flags.output,
    )
    if (flags['exit-code'] && comparisons.some(differs)) throw new Exit(3)
  }
}
