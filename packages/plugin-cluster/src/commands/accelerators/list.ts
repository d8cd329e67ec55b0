import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {cluster} from '../../compose.ts'
import {readFleet} from '../../needs.ts'
import {acceleratorList} from '../../views/accelerator-list.ts'

export default class AcceleratorsList extends OmeCommand {
  static override summary = 'List accelerators: classes, and groups of nodes without a class'
  static override examples = ['<%= config.bin %> accelerators list']
  static override flags = {...output}
  static override needs = readFleet
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(AcceleratorsList)
    const {fleet} = await cluster(this.context)
    const {accelerators, unreadable} = await fleet.read()
    for (const right of unreadable) this.note(`not everything is shown: you may not ${right}`)
    this.render(acceleratorList, accelerators, flags.output)
  }
}
