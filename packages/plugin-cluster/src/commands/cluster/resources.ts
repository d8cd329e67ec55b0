import {Flags, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {cluster} from '../../compose.ts'
import {readTotals} from '../../needs.ts'
import {resourceTotals} from '../../views/cluster-resources.ts'

export default class ClusterResources extends OmeCommand {
  static override summary = 'Count what the stacks serve, and add up what pods ask for'
  static override examples = ['<%= config.bin %> cluster resources', '<%= config.bin %> cluster resources --by team']
  static override flags = {
    by: Flags.string({description: 'label of pods to add up by, instead of their namespace', helpValue: 'LABEL'}),
    ...output,
  }
  static override needs = readTotals
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(ClusterResources)
    const {totals} = await cluster(this.context)
    const found = await totals(flags.by)
    for (const right of found.unreadable) this.note(`not everything is counted: you may not ${right}`)
    this.render(resourceTotals, found, flags.output)
  }
}
