import {Args, OmeCommand} from '@ome/sdk/command'
import {cluster} from '../compose.ts'
import {oneObject, type Selection, selectionsOf} from '../domain/selection.ts'
import {eventCompletions, eventFlags} from '../flags.ts'
import {readEvents as eventNeeds, readChildren, readOneIfNamed} from '../needs.ts'
import {completed} from '../prompts/operands.ts'
import {choicesOf} from '../usecases/choices.ts'
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
    name: Args.string({description: 'name of the object; asked for on a terminal'}),
  }
  static override flags = eventFlags
  static override needs = [...eventNeeds, ...readOneIfNamed, ...readChildren]
  static override risk = 'read' as const
  static override completions = eventCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Events)
    const typed = selectionsOf([args.resource, args.name].filter((word) => word !== undefined))
    const {namespace} = await this.scopeOf(flags)
    const named = await this.named(typed, namespace)
    const found = await cluster(this.context)
    const target = named && (await findTarget(found, {...named, namespace, scope: flags.scope}))
    for (const note of target?.notes ?? []) this.note(note)
    const since = flags.since === undefined ? undefined : new Date(this.context.now().getTime() - flags.since)
    const ask = {namespace, since, object: target?.object}

    if (flags.follow) await this.watch(eventList, followEvents(found, ask), flags.output, flags.timeout)
    else this.render(eventList, await readEvents(found, ask), flags.output)
  }

  /** Without a word the events of the whole namespace are meant. */
  private async named(typed: readonly Selection[], namespace: string | undefined) {
    if (typed.length === 0) return undefined
    const {io, signal, bin} = this.context
    const choices = choicesOf(
      () => cluster(this.context),
      async () => namespace ?? (await this.context.namespace()),
    )
    return oneObject(await completed({io, signal, bin, verb: 'events'}, typed, choices))
  }
}
