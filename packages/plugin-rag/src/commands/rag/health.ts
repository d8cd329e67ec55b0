import {Flags, OmeCommand} from '@ome/sdk/command'
import type {Context} from '@ome/sdk/context'
import {output} from '@ome/sdk/flags'
import {showFleet} from '@ome/sdk/fleet-view'
import {statusSources} from '../../compose.ts'
import {healthChecks} from '../../engine/domain/engine-status.ts'
import * as needs from '../../engine/needs.ts'
import {reportEngine} from '../../engine/usecases/report-engine.ts'
import {healthList} from '../../engine/views/health-list.ts'
import {engineCompletions, engineOperand, everywhere, reach} from '../../flags.ts'
import {demandHealth, healthCode} from '../../printing/demand-health.ts'

export default class RagHealth extends OmeCommand {
  static override summary = 'Say whether an engine can answer, and what keeps it from that'
  static override description =
    'Ends with 3 when a check fails. What cannot be asked from here is unknown and no failure.'
  static override examples = ['<%= config.bin %> rag health my-rag --detailed']
  static override args = engineOperand
  static override flags = {
    ...reach,
    detailed: Flags.boolean({description: 'the conditions of the object too'}),
    ...output,
    ...everywhere,
  }
  static override needs = needs.checkEngine
  static override risk = 'read' as const
  static override completions = engineCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RagHealth)
    const namespaceOf = async (context: Context) => flags.namespace ?? (await context.namespace())
    const ask = async (context: Context) => {
      const engine = {name: args.name, namespace: await namespaceOf(context)}
      return healthChecks(await reportEngine(await statusSources(context, engine, flags), engine), flags.detailed)
    }

    if (flags.cluster !== undefined) {
      const around = {context: this.context, flags, paper: this.paper(flags.output), codeOf: healthCode}
      return await showFleet(healthList, ask, around)
    }
    const checks = await ask(this.context)
    this.render(healthList, checks, flags.output)
    demandHealth(checks, {name: args.name, namespace: await namespaceOf(this.context)})
  }
}
