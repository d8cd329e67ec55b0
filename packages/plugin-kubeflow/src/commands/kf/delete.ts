import {OmeCommand} from '@ome/sdk/command'
import {deleteProject as needs} from '../../needs.ts'
import {kubeflowUser, personOf, projecting} from '../../project/compose.ts'
import {deleting, projectName} from '../../project/flags.ts'
import {deleteProject} from '../../project/printing/delete-project.ts'
import {planDelete} from '../../project/usecases/plan-delete.ts'

export default class KfDelete extends OmeCommand {
  static override summary = 'Delete a project with everything in it'
  static override description =
    'Lists what ends with it, volumes with their data among them, asks, and waits until it has gone. Namespaces of the cluster and of Kubeflow itself are refused.'
  static override examples = [
    '<%= config.bin %> kf delete team-b --dry-run',
    '<%= config.bin %> kf delete team-b --yes',
  ]
  static override args = projectName
  static override flags = deleting
  static override needs = needs
  static override risk = 'destructive' as const
  static override completions = {args: {namespace: {resource: 'profiles.kubeflow.org'}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(KfDelete)
    const ports = await projecting(this.context)
    const plan = await planDelete(ports, args.namespace)
    const user = kubeflowUser(this.context) ?? (await personOf(this.context, args.namespace)).user
    await deleteProject(this.context, plan, {ports, user, run: this.plan.bind(this), flags})
  }
}
