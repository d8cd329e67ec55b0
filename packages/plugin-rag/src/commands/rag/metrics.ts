import {Flags, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {serviceOf} from '../../compose.ts'
import {measureEngine} from '../../engine/usecases/measure-engine.ts'
import {operationLists} from '../../engine/views/operation-list.ts'
import {engineCompletions, engineOperand, reach} from '../../flags.ts'
import * as needs from '../../needs.ts'

export default class RagMetrics extends OmeCommand {
  static override summary = 'Show how many questions an engine answered, and how fast'
  static override description = 'Counted by its service since it started.'
  static override examples = [
    '<%= config.bin %> rag metrics my-rag',
    '<%= config.bin %> rag metrics my-rag --show latency',
  ]
  static override args = engineOperand
  static override flags = {
    ...reach,
    show: Flags.option({options: ['latency', 'requests'] as const})({description: 'these figures alone'}),
    ...output,
  }
  static override needs = needs.readService
  static override risk = 'read' as const
  static override completions = engineCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RagMetrics)
    const engine = {name: args.name, namespace: flags.namespace ?? (await this.context.namespace())}
    const service = await serviceOf(this.context, engine, flags)

    this.render(operationLists[flags.show ?? 'all'], await measureEngine(service, engine.name), flags.output)
  }
}
