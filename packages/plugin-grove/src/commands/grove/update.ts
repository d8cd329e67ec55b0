import {changeWorld} from '../../change/compose.ts'
import {changedSet, changing, force, imaging, roles} from '../../change/flags.ts'
import {templateRights} from '../../change/needs.ts'
import {planUpdate} from '../../change/usecases/plan-update.ts'
import {setCompletions} from '../../flags.ts'
import {readTree, watchTree} from '../../needs.ts'
import {ChangeCommand} from '../../printing/change-command.ts'

export default class GroveUpdate extends ChangeCommand {
  static override summary = 'Change the image that roles run'
  static override description =
    'Without --role the roles that run the same program change. The operator rolls them by the strategy of the set.'
  static override examples = [
    '<%= config.bin %> grove update my-inference --image nvcr.io/nvidia/vllm:v1.3.0 --namespace prod',
    '<%= config.bin %> grove update my-inference --image vllm:v1.3.0 --role prefill --namespace prod',
    '<%= config.bin %> grove update my-inference --image vllm:v1.3.0 --dry-run --namespace prod',
  ]
  static override args = changedSet
  static override flags = {...changing, ...imaging, ...roles, ...force}
  static override needs = [...readTree, ...watchTree, ...templateRights]
  static override risk = 'write' as const
  static override completions = setCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(GroveUpdate)
    this.beQuiet(flags)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const plan = await planUpdate(await changeWorld(this.context), {
      namespace,
      name: args.name,
      image: flags.image,
      roles: flags.role ?? [],
      container: flags.container,
      isExact: flags['image-exact'],
      force: flags.force,
      cause: this.line,
    })
    await this.carryOut(plan, {...flags, yes: flags.yes || flags.force}, {namespace, name: args.name})
  }
}
