import {changeWorld} from '../../change/compose.ts'
import {changedSet, changing, driven, force, imaging, roles} from '../../change/flags.ts'
import {driverRights} from '../../change/needs.ts'
import {planUpdate} from '../../change/usecases/plan-update.ts'
import {asksForDriver, mannerOf} from '../../driver/domain/manner.ts'
import {setCompletions} from '../../flags.ts'
import {readTree, watchTree} from '../../needs.ts'
import {DriverCommand} from '../../printing/driver-command.ts'

export default class GroveUpdate extends DriverCommand {
  static override summary = 'Change the image that roles run'
  static override description =
    'Without --role the roles that run the same program change. The operator rolls them by the strategy of the set. The flags of the driver do what the operator cannot: this process then replaces worker after worker, and anybody can go on with it.'
  static override examples = [
    '<%= config.bin %> grove update my-inference --image nvcr.io/nvidia/vllm:v1.3.0 --namespace prod',
    '<%= config.bin %> grove update my-inference --image vllm:v1.3.0 --role prefill --namespace prod',
    '<%= config.bin %> grove update my-inference --image vllm:v1.3.0 --rack-by-rack --namespace prod',
    '<%= config.bin %> grove update my-inference --image vllm:v1.3.0 --dry-run --namespace prod',
  ]
  static override args = changedSet
  static override flags = {...changing, ...imaging, ...roles, ...driven, ...force}
  static override needs = [...readTree, ...watchTree, ...driverRights]
  static override risk = 'write' as const
  static override completions = setCompletions
  protected override readonly showsUsage = true

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveUpdate)
    this.beQuiet(flags)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const wish = {
      namespace,
      name: args.name,
      image: flags.image,
      roles: flags.role ?? [],
      container: flags.container,
      isExact: flags['image-exact'],
      force: flags.force,
      cause: this.line,
    }
    const drive = {...wish, verb: 'update' as const, topologyKey: flags['topology-key'], manner: mannerOf(flags)}
    if (asksForDriver(flags)) return void (await this.begin(drive, flags))
    const applyLine = this.applyLine(flags)
    const plan = await planUpdate(await changeWorld(this.context), {...wish, applyLine})
    if (plan.found.set.update.strategy === 'OnDelete') return void (await this.begin(drive, flags))
    await this.carryOut(plan, {...flags, yes: flags.yes || flags.force}, wish)
  }
}
