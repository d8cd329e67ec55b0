import {Args, OmeCommand} from '@ome/sdk/command'
import {inNamespaces} from '../../../flags.ts'
import {createNotebook} from '../../../needs.ts'
import {spawning} from '../../../notebook/compose.ts'
import {creating} from '../../../notebook/flags.ts'
import {planNotebook} from '../../../notebook/usecases/plan-create.ts'
import {findNotebook, isRunning} from '../../../notebook/usecases/switch-notebook.ts'
import {awaitState} from '../../../printing/waiting.ts'
import {kubeflowUser, personOf} from '../../../project/compose.ts'

export default class KfNotebookCreate extends OmeCommand {
  static override summary = 'Make a notebook with a home of its own'
  static override description =
    "With the settings of Kubeflow's own page: its images, sizes and limits. With --kind a workspace of Notebooks v2, with the options of its kind."
  static override examples = [
    '<%= config.bin %> kf notebook create explore -n team-a --gpus 1 --wait',
    '<%= config.bin %> kf notebook create lab -n team-a --kind jupyterlab --size small_gpu',
  ]
  static override args = {name: Args.string({description: 'name of the notebook', required: true})}
  static override flags = creating
  static override needs = createNotebook
  static override risk = 'write' as const
  static override completions = {flags: {...inNamespaces, kind: {resource: 'workspacekinds.kubeflow.org'}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(KfNotebookCreate)
    const {name} = args
    const namespace = flags.namespace ?? (await this.context.namespace())
    const creator = kubeflowUser(this.context) ?? (await personOf(this.context, namespace)).user
    const ports = await spawning(this.context)
    const {kind: workspaceKind, 'gpu-key': gpuKey, config: configurations = []} = flags
    const wish = {...flags, name, namespace, creator, workspaceKind, gpuKey, configurations}
    const plan = await planNotebook(ports, wish)
    const {applied} = await this.plan(plan, flags)
    if (!applied) return
    if (flags.wait) {
      const made = await findNotebook(ports, {name, namespace, kind: plan.kind})
      await awaitState(this.context, ports, made, isRunning, flags.timeout)
    }
    if (flags.output === undefined) this.note(`open it: ome kf notebook open ${name} -n ${namespace}`)
  }
}
