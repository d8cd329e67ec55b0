import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {Exit} from '@ome/sdk/runtime'
import {componentNamed} from '../../../domain/kubeflow-kind.ts'
import {seeHealth as needs} from '../../../needs.ts'
import {observing} from '../../../observe/compose.ts'
import {healthComponents} from '../../../observe/domain/controller.ts'
import {seeHealth} from '../../../observe/usecases/see-health.ts'
import {healthList} from '../../../observe/views/health-list.ts'

const unmet = 3

export default class KfStatusHealth extends OmeCommand {
  static override summary = 'Show whether the controllers of Kubeflow are ready, and what they serve'
  static override description =
    'Ends with 3 when one is not. Those that may not be looked at, or run in a namespace of their own, are unknown.'
  static override examples = ['<%= config.bin %> kf status health', '<%= config.bin %> kf status health training']
  static override args = {
    component: Args.string({description: `one of ${healthComponents.join(', ')}; all when absent`}),
  }
  static override flags = output
  static override needs = needs
  static override risk = 'read' as const
  static override completions = {args: {component: {values: [...healthComponents]}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(KfStatusHealth)
    const asked = args.component === undefined ? undefined : componentNamed(args.component, healthComponents)
    const rows = await seeHealth(await observing(this.context), asked)
    this.render(healthList, rows, flags.output)
    if (rows.every(({health}) => health === 'unknown'))
      this.note('you may not look at the controllers, only at what the cluster serves')
    for (const {controller} of rows)
      if (controller?.trouble !== undefined) this.note(`${controller.name} is not ready: ${controller.trouble}`)
    if (rows.some(({health}) => health === 'unready')) throw new Exit(unmet)
  }
}
