import {Flags, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {statusSources} from '../../compose.ts'
import {healthChecks} from '../../engine/domain/engine-status.ts'
import * as needs from '../../engine/needs.ts'
import {reportEngine} from '../../engine/usecases/report-engine.ts'
import {healthList} from '../../engine/views/health-list.ts'
import {engineCompletions, engineOperand, reach} from '../../flags.ts'
import {demandHealth} from '../../printing/demand-health.ts'

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
  }
  static override needs = needs.checkEngine
  static override risk = 'read' as const
  static override completions = engineCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RagHealth)
    const engine = {name: args.name, namespace: flags.namespace ?? (await this.context.namespace())}

    const status = await reportEngine(await statusSources(this.context, engine, flags), engine)
    const checks = healthChecks(status, flags.detailed)

    this.render(healthList, checks, flags.output)
    demandHealth(checks, engine)
  }
}
