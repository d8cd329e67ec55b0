import {Flags} from '@ome/sdk/command'
import {Exit} from '@ome/sdk/runtime'
import {all, setCompletions, setName, shared, watching} from '../../flags.ts'
import {look} from '../../look/compose.ts'
import {areWell, followHealth, seeHealth, untilHealthy} from '../../look/usecases/see-health.ts'
import {unreadNote} from '../../look/usecases/see-sets.ts'
import {setHealth} from '../../look/views/set-health.ts'
import {readHealth, watchHealth} from '../../needs.ts'
import {GroveCommand} from '../../printing/grove-command.ts'
import {watched} from '../../printing/watched.ts'

export default class GroveHealth extends GroveCommand {
  static override summary = 'Check sets, gangs and roles, and say what keeps them'
  static override description =
    'Ends with code 3 where a set is degraded or its operator is down; progressing is well. Where pods lie does not change it.'
  static override examples = [
    '<%= config.bin %> grove health my-inference --namespace prod',
    '<%= config.bin %> grove health my-inference --namespace prod --until healthy --timeout 10m',
  ]
  static override args = setName
  static override flags = {
    ...shared,
    ...all,
    ...watching,
    until: Flags.option({options: ['healthy'] as const})({description: 'follow until all of them are'}),
    events: Flags.option({options: ['warnings', 'all'] as const})({
      description: 'which events to show; warnings are those of five minutes',
      default: 'warnings',
    }),
  }
  static override needs = [...readHealth, ...watchHealth]
  static override risk = 'read' as const
  static override completions = setCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveHealth)
    this.beQuiet(flags)
    const {reader, gauge, sha256} = await look(this.context)
    const {namespace} = await this.scopeOf(flags)
    const {now, signal} = this.context
    const asked = {namespace, name: args.name, all: flags.all, options: {sha256}}
    const extras = ['autoscalers', 'podGroups', 'operators', 'state'] as const
    const ask = {...asked, extras, allEvents: flags.events === 'all', now}
    const tell = (note: string): void => this.note(note)
    if (flags.watch || flags.until) {
      const all = followHealth(reader, gauge, {...ask, signal})
      const states = flags.until ? untilHealthy(all) : all
      const models = watched(states, {part: ({reports}) => reports, tell, timeout: flags.timeout, signal})
      return await this.watch(setHealth, models, flags.output)
    }
    const {reports, sets, tree} = await seeHealth(reader, gauge, ask)
    for (const note of [unreadNote(tree.unread), reports[0]?.loads.note]) if (note !== undefined) tell(note)
    this.render(setHealth, reports, flags.output)
    if (!areWell(sets)) throw new Exit(3)
  }
}
