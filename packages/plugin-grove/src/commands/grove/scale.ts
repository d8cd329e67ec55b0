import {changeWorld} from '../../change/compose.ts'
import {roleNumbers} from '../../change/domain/role-numbers.ts'
import {changedSet, changing, driving, force, scaling} from '../../change/flags.ts'
import {clusterPods, metricsRights, scaleRights} from '../../change/needs.ts'
import {planScale} from '../../change/usecases/plan-scale.ts'
import {setCompletions} from '../../flags.ts'
import {readTree, watchTree} from '../../needs.ts'
import {ChangeCommand} from '../../printing/change-command.ts'
import {drainedFirst} from '../../printing/drain-first.ts'

export default class GroveScale extends ChangeCommand {
  static override summary = 'Change how many workers roles have'
  static override description =
    'Shows before where new workers would fit. Live roles and the numbers in the template change together, so that later replicas of the set begin with them. --replicas multiplies the whole set.'
  static override examples = [
    '<%= config.bin %> grove scale my-inference --prefill 4 --decode 8 --namespace prod',
    '<%= config.bin %> grove scale my-inference --prefill 6 --dry-run --namespace prod',
    '<%= config.bin %> grove scale my-inference --decode 4 --drain-timeout 60s --namespace prod',
    '<%= config.bin %> grove scale my-inference --workers 15 --namespace prod',
  ]
  static override args = changedSet
  static override flags = {...changing, ...scaling, ...force, 'poll-interval': driving['poll-interval']}
  static override needs = [...readTree, ...watchTree, clusterPods, ...scaleRights, ...metricsRights]
  static override risk = 'write' as const
  static override completions = setCompletions
  protected override readonly showsUsage = true

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveScale)
    this.beQuiet(flags)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const {prefill, decode, frontend, set = []} = flags
    const plan = await planScale(await changeWorld(this.context), {
      namespace,
      name: args.name,
      roles: roleNumbers({prefill, decode, frontend}, set),
      replicas: flags.replicas,
      workers: flags.workers,
      replicaIndex: flags['replica-index'],
      keepsTemplate: flags['no-template'],
      force: flags.force,
    })
    const yes = flags.yes || flags.force
    const timeoutMs = flags['drain-timeout']
    const isDrained = timeoutMs !== undefined && (flags['dry-run'] ?? 'none') === 'none'
    const confirm = (question: string): Promise<void> => this.confirm(question, {yes})
    const asked = {timeoutMs: timeoutMs ?? 0, pollMs: flags['poll-interval'], confirm}
    const left = isDrained ? await drainedFirst(this.context, plan, asked) : plan
    await this.carryOut(left, {...flags, yes}, {namespace, name: args.name})
  }
}
