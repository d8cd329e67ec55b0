import {OmeCommand} from '@ome/sdk/command'
import {omeService} from '../domain/operand.ts'
import {serviceOperand} from '../flags.ts'
import {judging} from '../judge/compose.ts'
import {analysisOf} from '../judge/domain/analysis.ts'
import {findingsOf} from '../judge/domain/rules.ts'
import {analyzeFlags, sinceCompletions} from '../judge/flags.ts'
import {judges} from '../judge/needs.ts'
import {gatherEvidence} from '../judge/usecases/gather-evidence.ts'
import {serviceAnalysis} from '../judge/views/service-analysis.ts'

export default class Analyze extends OmeCommand {
  static override summary = 'Judge the performance of a service: requests, latency, GPU, memory, errors'
  static override description =
    'From a Prometheus, else from what the engines counted since they began; the heading says which time it is about. A latency below the first bound of the histogram of an engine is shown as < that bound.'
  static override examples = [
    '<%= config.bin %> analyze service chat',
    '<%= config.bin %> analyze chat --since 1h -o json',
  ]
  static override args = serviceOperand
  static override flags = analyzeFlags
  static override needs = judges
  static override risk = 'read' as const
  static override completions = sinceCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Analyze)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const name = omeService('analyze', [args.service, args.name])
    const evidence = await gatherEvidence(await judging(this.context), {name, namespace, sinceMs: flags.since})
    for (const note of evidence.measured.notes) this.note(note)
    this.render(serviceAnalysis, analysisOf(evidence, findingsOf(evidence), flags.since), flags.output)
  }
}
