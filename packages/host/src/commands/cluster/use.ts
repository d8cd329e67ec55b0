import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {tellChange} from '../../changes/tell-change.ts'
import {contextNamed, knownContexts, kubeconfigOf} from '../../clusters/known-contexts.ts'
import {useContext} from '../../clusters/register-contexts.ts'

export default class ClusterUse extends OmeCommand {
  static override summary = 'Choose the context that commands use'
  static override description = "Changes ome's own current context; kubectl's stays as it is."
  static override examples = ['<%= config.bin %> cluster use production']
  static override args = {name: Args.string({required: true, description: 'name of the context'})}
  static override flags = {...output}
  static override needs = []
  static override risk = 'write' as const
  static override completions = {args: {name: {from: 'contexts' as const}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ClusterUse)
    const kubeconfig = await kubeconfigOf(this.context, flags.kubeconfig)
    const known = knownContexts(this.context, kubeconfig)
    const chosen = contextNamed(known, args.name)
    await useContext(this.context, kubeconfig, chosen, flags.kubeconfig)

    const object = `context/${chosen.name}`
    const items = [{object, outcome: 'selected', from: known.find(({current}) => current)?.name, to: chosen.name}]
    tellChange(this.paper(flags.output), {kind: 'ContextChange', items, lines: [`${object} selected`]})
  }
}
