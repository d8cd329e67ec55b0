import {OmeCommand} from '@ome/sdk/command'
import type {Context} from '@ome/sdk/context'
import {lookTimeout, output, watch} from '@ome/sdk/flags'
import {showFleet} from '@ome/sdk/fleet-view'
import {statusSources} from '../../compose.ts'
import * as needs from '../../engine/needs.ts'
import {reportEngine, watchEngine} from '../../engine/usecases/report-engine.ts'
import {engineStatus} from '../../engine/views/engine-status.ts'
import {engineCompletions, engineOperand, everywhere, reach} from '../../flags.ts'

export default class RagStatus extends OmeCommand {
  static override summary = 'Show how an engine is, what is in it and what it answers with'
  static override examples = [
    '<%= config.bin %> rag status my-rag',
    '<%= config.bin %> rag status my-rag -o json',
    '<%= config.bin %> rag status my-rag --cluster production,lab -n default',
  ]
  static override args = engineOperand
  static override flags = {...reach, ...output, ...watch, ...lookTimeout('watch'), ...everywhere}
  static override needs = needs.seeEngine
  static override risk = 'read' as const
  static override completions = engineCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RagStatus)
    const ask = async (context: Context) => {
      const engine = {name: args.name, namespace: flags.namespace ?? (await context.namespace())}
      return {engine, sources: await statusSources(context, engine, flags)}
    }
    const report = async (context: Context) => {
      const {sources, engine} = await ask(context)
      return await reportEngine(sources, engine)
    }

    if (flags.cluster !== undefined) {
      await showFleet(engineStatus, report, {context: this.context, flags, paper: this.paper(flags.output)})
    } else if (flags.watch) {
      const {sources, engine} = await ask(this.context)
      await this.watch(engineStatus, watchEngine(sources, engine, this.context.signal), flags.output, flags.timeout)
    } else this.render(engineStatus, await report(this.context), flags.output)
  }
}
