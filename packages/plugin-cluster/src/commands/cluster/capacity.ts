import {Flags, OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {cluster} from '../../compose.ts'
import {fragmentation, productCapacities} from '../../domain/fleet.ts'
import {modelScope} from '../../flags.ts'
import {readCapacity} from '../../needs.ts'
import {modelGpus} from '../../usecases/model-gpus.ts'
import {capacityList, modelCapacityList} from '../../views/node-use.ts'

export default class ClusterCapacity extends OmeCommand {
  static override summary = 'Show what is left of each kind of accelerator'
  static override description =
    'The largest block is the most that one pod could have. With --model it tells how many more replicas of it find a node.'
  static override examples = [
    '<%= config.bin %> cluster capacity',
    '<%= config.bin %> cluster capacity --model llama-3-3-70b',
  ]
  static override flags = {
    model: Flags.string({description: 'model whose replicas are to be placed'}),
    ...modelScope,
    ...namespaced,
    ...output,
  }
  static override needs = readCapacity
  static override risk = 'read' as const
  static override completions = {flags: {model: {resource: ['clusterbasemodels.ome.io', 'basemodels.ome.io']}}}

  async run(): Promise<void> {
    const {flags} = await this.parse(ClusterCapacity)
    const {fleet, catalogue} = await cluster(this.context)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const [found, asked] = await Promise.all([
      fleet.read(),
      flags.model === undefined ? undefined : modelGpus(catalogue, {name: flags.model, namespace, scope: flags.scope}),
    ])
    for (const right of found.unreadable) this.note(`what is free may be less: you may not ${right}`)
    if (asked?.note !== undefined) this.note(asked.note)
    const capacities = productCapacities(found, asked?.gpusPerPod)
    this.render(asked ? modelCapacityList : capacityList, capacities, flags.output)
    if (asked)
      this.note(
        `a replica of ${asked.model} takes ${asked.gpusPerPod} ${asked.gpusPerPod === 1 ? 'GPU' : 'GPUs'} with ${asked.runtime}`,
      )
    const scattered = fragmentation(capacities)
    if (scattered !== undefined) this.note(scattered)
  }
}
