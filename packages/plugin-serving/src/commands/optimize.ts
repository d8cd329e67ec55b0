import {serviceName} from '@ome/inference-model/service-operand'
import {serviceOperand} from '../flags.ts'
import {optimizeCompletions, optimizeFlags} from '../judge/flags.ts'
import {optimizes} from '../judge/needs.ts'
import {refuseKaito} from '../options/domain/kaito-refusal.ts'
import {optimizeService} from '../options/printing/optimize-service.ts'
import {ServingCommand} from '../printing/serving-command.ts'

export default class Optimize extends ServingCommand {
  static override summary = 'Find what to change about a service, and what else could run it, with figures and prices'
  static override description =
    'First what was found, with the evidence, the effect and the risk; what could not be seen is a finding, too. Then the options: every kind of GPU that the cluster has, by their number, replicas, weights and context, as far as the model fits and a runtime takes it, and nothing else is better in every respect. Figures are estimated from formulas, corrected by what is measured of the present configuration; unknown prices stay unknown. --apply changes replicas and resources only, replaces its pods where resources change, and asks first; what else a row takes is printed as command lines. Ends with 3 when no option keeps what was asked for.'
  static override examples = [
    '<%= config.bin %> optimize service chat',
    '<%= config.bin %> optimize chat --goal throughput --max-hourly 50 --explain',
    '<%= config.bin %> optimize chat --slo ttft.p95<=500ms --row 2',
    '<%= config.bin %> optimize chat --apply --dry-run',
  ]
  static override args = serviceOperand
  static override flags = optimizeFlags
  static override needs = optimizes
  static override risk = 'write' as const
  static override completions = optimizeCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Optimize)
    refuseKaito([args.service, args.name])
    const namespace = flags.namespace ?? (await this.context.namespace())
    const name = serviceName('optimize', [args.service, args.name])
    await optimizeService(
      this.stage,
      {name, namespace},
      {
        ...flags,
        maxHourly: flags['max-hourly'],
        minThroughput: flags['min-throughput'],
        contextTokens: flags['context-length'],
        inputTokens: flags['input-tokens'],
        outputTokens: flags['output-tokens'],
        maxReplicas: flags['max-replicas'],
        goal: flags.goal ?? 'cost',
      },
    )
  }
}
