import {Flags} from '@ome/sdk/command'
import {changedSet, changing, driving, force, imaging} from '../../../change/flags.ts'
import {driverRights} from '../../../change/needs.ts'
import {mannerOf} from '../../../driver/domain/manner.ts'
import {setCompletions} from '../../../flags.ts'
import {readTree} from '../../../needs.ts'
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
  static override needs = [...readTree, ...driverRights]
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
    await this.begin({...wish, force: flags.force}, flags)
  }
}
