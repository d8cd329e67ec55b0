import {Flags} from '@ome/sdk/command'
import {setCompletions, setName, shared, watching} from '../../flags.ts'
import {look} from '../../look/compose.ts'
import {unreadNote} from '../../look/usecases/see-sets.ts'
import {followTopology, seeTopology} from '../../look/usecases/see-topology.ts'
import {topologyView} from '../../look/views/topology.ts'
import {readTopology, watchTopology} from '../../needs.ts'
import {GroveCommand} from '../../printing/grove-command.ts'
import {watched} from '../../printing/watched.ts'

export default class GroveTopology extends GroveCommand {
  static override summary = 'Show where pods lie, GPU by GPU'
  static override description =
    'A cell is a GPU: of the set by the badge of its role, + of another set, : of others, . free, x on a node that takes no pods. Without a name all sets of the namespace, and how the free GPUs of the cluster are scattered.'
  static override examples = [
    '<%= config.bin %> grove topology my-inference --namespace prod',
    '<%= config.bin %> grove topology --namespace prod --level block',
  ]
  static override args = setName
  static override flags = {
    ...shared,
    ...watching,
    level: Flags.string({description: 'domain name of the level to group nodes by', helpValue: 'rack'}),
    'topology-key': Flags.string({
      description: 'label of nodes that names their rack, in place of what the cluster says',
      helpValue: 'topology.kubernetes.io/rack',
    }),
  }
  static override needs = [...readTopology, ...watchTopology]
  static override risk = 'read' as const
  static override completions = setCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveTopology)
    this.beQuiet(flags)
    const {reader, sha256} = await look(this.context)
    const {namespace} = await this.scopeOf(flags)
    const options = {sha256, level: flags.level, key: flags['topology-key']}
    const ask = {namespace, name: args.name, extras: ['clusterPods', 'podGroups'] as const, options}
    if (flags.watch) {
      const states = followTopology(reader, ask, this.context.signal)
      const models = watched(states, {
        part: ({reports}) => reports,
        tell: (note) => this.note(note),
        timeout: flags.timeout,
        signal: this.context.signal,
      })
      return await this.watch(topologyView, models, flags.output)
    }
    const {reports: found, tree} = await seeTopology(reader, ask)
    const note = unreadNote(tree.unread)
    if (note !== undefined) this.note(note)
    this.render(topologyView, found, flags.output)
  }
}
