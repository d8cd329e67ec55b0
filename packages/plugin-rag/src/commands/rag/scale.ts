import {Flags, OmeCommand} from '@ome/sdk/command'
import {namespaced} from '@ome/sdk/flags'
import {engineStore} from '../../compose.ts'
import * as needs from '../../engine/needs.ts'
import {checkScale} from '../../engine/usecases/check-scale.ts'
import {engineCompletions, engineOperand} from '../../flags.ts'

export default class RagScale extends OmeCommand {
  static override summary = 'Say how far an engine can be scaled'
  static override description =
    'KAITO runs one pod per engine. More than one is refused, with what takes more questions at once.'
  static override examples = ['<%= config.bin %> rag scale my-rag --replicas 1']
  static override args = engineOperand
  static override flags = {
    ...namespaced,
    replicas: Flags.integer({description: 'number of replicas; 1 is what there is', min: 0, required: true}),
  }
  static override needs = needs.findEngine
  static override risk = 'read' as const
  static override completions = engineCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RagScale)
    const engine = {name: args.name, namespace: flags.namespace ?? (await this.context.namespace())}

    await checkScale(await engineStore(this.context), engine, flags.replicas)

    this.log(`ragengine/${engine.name} unchanged (1 replica)`)
  }
}
