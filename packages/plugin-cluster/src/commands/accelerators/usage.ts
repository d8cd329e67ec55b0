import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {cluster} from '../../compose.ts'
import {nodeUses} from '../../domain/fleet.ts'
import {readFleet} from '../../needs.ts'
import {usageList} from '../../views/node-use.ts'

export default class AcceleratorsUsage extends OmeCommand {
  static override summary = 'Show who holds the accelerators of each node'
  static override examples = ['<%= config.bin %> accelerators usage', '<%= config.bin %> accelerators usage -o json']
  static override flags = {...output}
  static override needs = readFleet
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(AcceleratorsUsage)
    const {fleet} = await cluster(this.context)
    const found = await fleet.read()
    for (const right of found.unreadable) this.note(`not everything is shown: you may not ${right}`)
    this.render(usageList, nodeUses(found), flags.output)
  }
}
