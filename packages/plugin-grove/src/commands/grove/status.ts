import {all, setCompletions, setName, shared, watching} from '../../flags.ts'
import {look} from '../../look/compose.ts'
import {followSets, seeSets, unreadNote} from '../../look/usecases/see-sets.ts'
import {setStatus} from '../../look/views/set-status.ts'
import {readTree, watchTree} from '../../needs.ts'
import {GroveCommand} from '../../printing/grove-command.ts'
import {watched} from '../../printing/watched.ts'

export default class GroveStatus extends GroveCommand {
  static override summary = 'Show how ready sets are, role by role'
  static override description =
    'A worker is a pod of a role, or all pods of one replica of a scaling group. The placement is computed from where pods lie: 1.00 is as packed as the hardware allows.'
  static override examples = [
    '<%= config.bin %> grove status my-inference --namespace prod',
    '<%= config.bin %> grove status --all --namespace prod',
    '<%= config.bin %> grove status -A --output json',
  ]
  static override args = setName
  static override flags = {...shared, ...all, ...watching}
  static override needs = [...readTree, ...watchTree]
  static override risk = 'read' as const
  static override completions = setCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveStatus)
    this.beQuiet(flags)
    const {reader, sha256} = await look(this.context)
    const {namespace} = await this.scopeOf(flags)
    const extras = ['autoscalers', 'podGroups', 'operators', 'state'] as const
    const ask = {namespace, name: args.name, all: flags.all, extras, options: {sha256}}
    if (flags.watch) {
      const states = followSets(reader, ask, this.context.signal)
      const models = watched(states, {
        part: ({sets}) => sets,
        tell: (note) => this.note(note),
        timeout: flags.timeout,
        signal: this.context.signal,
      })
      return await this.watch(setStatus, models, flags.output)
    }
    const {sets: found, tree} = await seeSets(reader, ask)
    const note = unreadNote(tree.unread)
    if (note !== undefined) this.note(note)
    this.render(setStatus, found, flags.output)
  }
}
