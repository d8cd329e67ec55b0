import {nounOf, splitOperands} from '@ome/inference-model/names'
import {Args, OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {select} from '@ome/sdk/prompt'
import {type Cluster, cluster} from '../compose.ts'
import {modelScope, nounCompletions} from '../flags.ts'
import {readChildren, readEventsIfAllowed, readOne} from '../needs.ts'
import {describeObject} from '../usecases/describe-object.ts'
import {namesOf} from '../usecases/names-of.ts'
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
      required: true,
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
    const {word = '', names} = splitOperands([args.resource, args.name].filter((part) => part !== undefined))
    const namespace = flags.namespace ?? (await this.context.namespace())
    const found = await cluster(this.context)
    const name = names[0] ?? (await this.pick(found, word, namespace))

    const {description: model, notes} = await describeObject(found, {word, name, namespace, scope: flags.scope})
    for (const note of notes) this.note(note)
    this.render(description, model, flags.output)
  }

  private async pick(found: Cluster, word: string, namespace: string): Promise<string> {
    const {io, signal} = this.context
    const noun = nounOf(word) ?? word
    const choices = io.canPrompt ? await namesOf(found, word, namespace) : []
    return await select(
      `Which ${noun}?`,
      choices.map((name) => ({name})),
      {io, signal, instead: `${this.context.bin} describe ${word} NAME`},
    )
  }
}
