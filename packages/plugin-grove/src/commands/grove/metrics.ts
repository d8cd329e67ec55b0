import {Flags} from '@ome/sdk/command'
import {duration} from '@ome/sdk/flags'
import {setCompletions, setName, shared, watching} from '../../flags.ts'
import {look} from '../../look/compose.ts'
import {followRoles, measureRoles} from '../../look/usecases/measure-roles.ts'
import {unreadNote} from '../../look/usecases/see-sets.ts'
import {metricsView} from '../../look/views/role-metrics.ts'
import {readMetrics} from '../../needs.ts'
import {GroveCommand} from '../../printing/grove-command.ts'
import {watched} from '../../printing/watched.ts'

export default class GroveMetrics extends GroveCommand {
  static override summary = 'Measure roles from the metrics of their engines'
  static override description =
    'Asks the pods themselves, twice. Tokens of prefill are those it reads. A role nobody measured shows -, never 0; ends with code 7 where no pod answers.'
  static override examples = [
    '<%= config.bin %> grove metrics my-inference --namespace prod --since-start',
    '<%= config.bin %> grove metrics my-inference --namespace prod --role prefill --since-start --output json',
  ]
  static override args = setName
  static override flags = {
    ...shared,
    ...watching,
    role: Flags.string({description: 'this role alone'}),
    window: duration({
      description: 'time between two scrapes; 5s when not given',
      default: async () => 5000,
      noCacheDefault: true,
    }),
    'since-start': Flags.boolean({description: 'one scrape, over the whole life of the engines'}),
  }
  static override needs = readMetrics
  static override risk = 'read' as const
  static override completions = {...setCompletions, flags: {role: {values: ['prefill', 'decode', 'frontend']}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveMetrics)
    this.beQuiet(flags)
    const {sha256, ...ports} = await look(this.context)
    const {namespace} = await this.scopeOf(flags)
    const windowMs = flags['since-start'] ? undefined : flags.window
    const ask = {namespace, name: args.name, extras: [], options: {sha256}, role: flags.role, windowMs}
    const tell = (note: string): void => this.note(note)
    if (flags.watch) {
      const states = followRoles(ports, ask)
      const models = watched(states, {
        part: ({metrics}) => metrics,
        tell,
        timeout: flags.timeout,
        signal: this.context.signal,
      })
      return await this.watch(metricsView, models, flags.output)
    }
    const {metrics, tree} = await measureRoles(ports, ask)
    for (const note of [unreadNote(tree.unread), ...(metrics[0]?.notes ?? [])]) if (note !== undefined) tell(note)
    this.render(metricsView, metrics, flags.output)
  }
}
