import {Args, OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {cluster} from '../compose.ts'
import {oneObject, selectionsOf} from '../domain/selection.ts'
import {modelScope, nounCompletions} from '../flags.ts'
import {readChildren, readEventsIfAllowed, readOne} from '../needs.ts'
import {completed} from '../prompts/operands.ts'
import {choicesOf} from '../usecases/choices.ts'
import {describeObject} from '../usecases/describe-object.ts'
import {description} from '../views/description.ts'

export default class Describe extends OmeCommand {
  static override summary = 'Show everything about one object: its state, what belongs to it, and its events'
  static override examples = [
    '<%= config.bin %> describe service prod-llama',
    '<%= config.bin %> describe model mistral-7b --output json',
    '<%= config.bin %> describe node gpu-h100-1',
  ]
  static override args = {
    resource: Args.string({
      description: 'service, model, runtime, accelerator, or any resource; also NOUN/NAME',
    }),
    name: Args.string({description: 'name of the object; asked for on a terminal'}),
  }
  static override flags = {...namespaced, ...modelScope, ...output}
  static override needs = [...readOne, ...readChildren, ...readEventsIfAllowed]
  static override risk = 'read' as const
  static override completions = nounCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Describe)
    const typed = selectionsOf([args.resource, args.name].filter((part) => part !== undefined))
    const {io, signal, bin} = this.context
    const namespace = flags.namespace ?? (await this.context.namespace())
    const choices = choicesOf(
      () => cluster(this.context),
      async () => namespace,
    )
    const target = oneObject(await completed({io, signal, bin, verb: 'describe'}, typed, choices))
    const found = await cluster(this.context)

    const {description: model, notes} = await describeObject(found, {...target, namespace, scope: flags.scope})
    for (const note of notes) this.note(note)
    this.render(description, model, flags.output)
  }
}
