import {splitOperands} from '@ome/inference-model/names'
import {Args, OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {duration, follow, output, scope} from '@ome/sdk/flags'
import {cluster} from '../compose.ts'
import {modelScope, nounCompletions} from '../flags.ts'
import {readEvents as eventNeeds, readChildren, readOneIfNamed} from '../needs.ts'
import {findTarget} from '../usecases/find-target.ts'
import {followEvents, readEvents} from '../usecases/read-events.ts'
import {eventList} from '../views/event-list.ts'

export default class Events extends OmeCommand {
  static override summary = 'Show events of an object, all it owns and its model, or of a namespace'
  static override examples = [
    '<%= config.bin %> events service prod-llama',
    '<%= config.bin %> events service prod-llama --follow',
    '<%= config.bin %> events --all-namespaces --since 10m',
  ]
  static override args = {
    resource: Args.string({description: 'service, model, or any resource of the cluster; also NOUN/NAME'}),
    name: Args.string({description: 'name of the object'}),
  }
  static override flags = {
    ...scope,
    ...modelScope,
    ...output,
    ...follow,
    since: duration({description: 'events not older than this'}),
  }
  static override needs = [...eventNeeds, ...readOneIfNamed, ...readChildren]
  static override risk = 'read' as const
  static override completions = nounCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Events)
    const operands = splitOperands([args.resource, args.name].filter((word) => word !== undefined))
    const {namespace} = await this.scopeOf(flags)
    const found = await cluster(this.context)
    const target = await this.targetOf(operands, {namespace, scope: flags.scope}, found)
    const since = flags.since === undefined ? undefined : new Date(this.context.now().getTime() - flags.since)
    const ask = {namespace, since, object: target?.object}

    if (flags.follow) await this.watch(eventList, followEvents(found, ask), flags.output)
    else this.render(eventList, await readEvents(found, ask), flags.output)
  }

  private async targetOf(
    {word, names: [name]}: ReturnType<typeof splitOperands>,
    where: {readonly namespace: string | undefined; readonly scope: 'namespace' | 'cluster' | undefined},
    found: Awaited<ReturnType<typeof cluster>>,
  ) {
    if (word === undefined) return undefined
    if (name === undefined)
      throw new OmeError('usage', `name the ${word} whose events to show`, [`all events: ${this.context.bin} events`])
    const target = await findTarget(found, {word, name, ...where})
    for (const note of target.notes) this.note(note)
    return target
  }
}
