import {serviceName} from '@ome/inference-model/service-operand'
import {OmeCommand} from '@ome/sdk/command'
import {serviceOperand} from '../flags.ts'
import {judging} from '../judge/compose.ts'
import {findingsOf} from '../judge/domain/rules.ts'
import {optimizeFlags, sinceCompletions} from '../judge/flags.ts'
import {optimizes} from '../judge/needs.ts'
import {gatherEvidence} from '../judge/usecases/gather-evidence.ts'
import {planOptimization} from '../judge/usecases/plan-optimization.ts'
import {findingList} from '../judge/views/finding-list.ts'
import {recordApplied} from '../rollout/usecases/record-applied.ts'

export default class Optimize extends OmeCommand {
  static override summary = 'Find what to change about a service, with the evidence, the effect and the risk'
  static override description =
    'What could not be seen is a finding, too. --apply changes replicas and resources only, replaces its pods where resources change, and asks first; --dry-run or --diff show the plan.'
  static override examples = [
    '<%= config.bin %> optimize service chat',
    '<%= config.bin %> optimize chat --since 7d',
    '<%= config.bin %> optimize chat --apply --dry-run',
  ]
  static override args = serviceOperand
  static override flags = optimizeFlags
  static override needs = optimizes
  static override risk = 'write' as const
  static override completions = sinceCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Optimize)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const name = serviceName('optimize', [args.service, args.name])
    const ports = await judging(this.context)
    const evidence = await gatherEvidence(ports, {name, namespace, sinceMs: flags.since})
    for (const note of evidence.measured.notes) this.note(note)
    const findings = findingsOf(evidence)
    if (!flags.apply) return this.render(findingList, findings, flags.output)
    const plan = await planOptimization(ports, ports, evidence.service, findings)
    const {applied, results} = await this.plan(plan, flags)
    if (!applied) return
    await recordApplied(ports.history, results, {
      verb: 'optimize',
      now: this.context.now(),
      note: (text) => this.note(text),
    })
  }
}
