import {Args, OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {kubeflowKinds} from '../../../domain/kubeflow-kind.ts'
import {inNamespaces} from '../../../flags.ts'
import {seeInfo} from '../../../needs.ts'
import {observing} from '../../../observe/compose.ts'
import {healthComponents} from '../../../observe/domain/controller.ts'
import {seeComponent} from '../../../observe/usecases/see-component.ts'
import {seeObject} from '../../../observe/usecases/see-object.ts'
import {componentInfo} from '../../../observe/views/component-info.ts'
import {objectInfo} from '../../../observe/views/object-info.ts'

export default class KfStatusInfo extends OmeCommand {
  static override summary = 'Show all there is to know of an object, or of a component'
  static override description =
    'State with its cause, steps, pods, the last events, where it answers, and what to do next.'
  static override examples = [
    '<%= config.bin %> kf status info llama-sft -n team-a',
    '<%= config.bin %> kf status info notebook/nb-alice -n team-a -o json',
    '<%= config.bin %> kf status info training -n team-a',
  ]
  static override args = {
    object: Args.string({description: 'a name, KIND/NAME, or a component', required: true}),
  }
  static override flags = {...namespaced, ...output}
  static override needs = seeInfo
  static override risk = 'read' as const
  static override completions = {
    args: {object: {resource: kubeflowKinds.map(({resource}) => `${resource.plural}.${resource.group}`)}},
    flags: inNamespaces,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(KfStatusInfo)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const ports = await observing(this.context)
    const component = healthComponents.find((name) => name === args.object || name === `${args.object}s`)
    if (component === undefined) this.render(objectInfo, await seeObject(ports, args.object, namespace), flags.output)
    else this.render(componentInfo, await seeComponent(ports, component, namespace), flags.output)
  }
}
