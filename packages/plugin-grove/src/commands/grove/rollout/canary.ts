import {Flags} from '@ome/sdk/command'
import {changedSet, changing, driving, force, imaging} from '../../../change/flags.ts'
import {driverRights, metricsRights} from '../../../change/needs.ts'
import {reportWorld} from '../../../driver/compose.ts'
import {mannerOf} from '../../../driver/domain/manner.ts'
import {reportRollout} from '../../../driver/usecases/report-rollout.ts'
import {sideLines} from '../../../driver/views/rollout-report.ts'
import {setCompletions} from '../../../flags.ts'
import {readWarnings} from '../../../needs.ts'
import {DriverCommand} from '../../../printing/driver-command.ts'

export default class GroveRolloutCanary extends DriverCommand {
  static override summary = 'Try a new image on a few workers of one role'
  static override description =
    'The largest role that changes gets the canary, or the one of --role. It then waits: rollout promote updates the rest, rollout abort goes back. Traffic is not split.'
  static override examples = [
    '<%= config.bin %> grove rollout canary my-inference --image vllm:v1.3.0 --pods 1 --namespace prod',
  ]
  static override args = changedSet
  static override flags = {
    ...changing,
    ...imaging,
    pods: Flags.integer({description: 'pods of the canary; 1 when not given', min: 1}),
    role: Flags.string({description: 'role that gets the canary'}),
    ...driving,
    ...force,
  }
  static override needs = [...readWarnings, ...driverRights, ...metricsRights]
  static override risk = 'write' as const
  static override completions = setCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveRolloutCanary)
    this.beQuiet(flags)
    const wish = {
      namespace: flags.namespace ?? (await this.context.namespace()),
      name: args.name,
      verb: 'canary' as const,
      image: flags.image,
      roles: [],
      container: flags.container,
      isExact: flags['image-exact'],
      pods: flags.pods,
      canaryRole: flags.role,
      manner: mannerOf(flags),
      cause: this.line,
    }
    const ended = await this.begin({...wish, force: flags.force}, flags)
    if (ended?.reason !== 'canary') return
    const report = await reportRollout(await reportWorld(this.context), wish)
    for (const line of sideLines(report)) this.note(line)
  }
}
