import {OmeCommand} from '@ome/sdk/command'
import {output, watch} from '@ome/sdk/flags'
import {statusSources} from '../../compose.ts'
import * as needs from '../../engine/needs.ts'
import {reportEngine, watchEngine} from '../../engine/usecases/report-engine.ts'
import {engineStatus} from '../../engine/views/engine-status.ts'
import {engineCompletions, engineOperand, reach} from '../../flags.ts'

export default class RagStatus extends OmeCommand {
  static override summary = 'Show how an engine is, what is in it and what it answers with'
  static override examples = ['<%= config.bin %> rag status my-rag', '<%= config.bin %> rag status my-rag -o json']
  static override args = engineOperand
  static override flags = {...reach, ...output, ...watch}
  static override needs = needs.seeEngine
  static override risk = 'read' as const
  static override completions = engineCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RagStatus)
    const engine = {name: args.name, namespace: flags.namespace ?? (await this.context.namespace())}
    const sources = await statusSources(this.context, engine, flags)

    if (flags.watch) await this.watch(engineStatus, watchEngine(sources, engine, this.context.signal), flags.output)
    else this.render(engineStatus, await reportEngine(sources, engine), flags.output)
  }
}
