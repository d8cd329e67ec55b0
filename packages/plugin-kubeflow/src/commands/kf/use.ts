import {OmeCommand} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {useProject} from '../../needs.ts'
import {placing} from '../../project/compose.ts'
import {checkedName} from '../../project/domain/project.ts'
import {projectName} from '../../project/flags.ts'
import {checkAccess} from '../../project/usecases/check-access.ts'

export default class KfUse extends OmeCommand {
  static override summary = 'Work in a project from now on'
  static override description =
    "Looks whether you may, and notes the namespace with the context in ome's own settings; the kubeconfig stays as it is."
  static override examples = ['<%= config.bin %> kf use team-a']
  static override args = projectName
  static override needs = useProject
  static override risk = 'write' as const
  static override completions = {args: {namespace: {from: 'namespaces' as const}}}

  async run(): Promise<void> {
    const {args} = await this.parse(KfUse)
    const name = checkedName(args.namespace)
    await checkAccess(await placing(this.context), name)
    const chosen = await this.context.useNamespace?.(name)
    if (!chosen) throw new OmeError('bug', 'this host does not note namespaces')
    this.log(`namespace/${name} selected`)
    if (chosen.outrankedBy !== undefined)
      this.note(`${chosen.outrankedBy} says another namespace, and wins as long as it is set`)
  }
}
