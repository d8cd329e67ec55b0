import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {cluster} from '../../compose.ts'
import {nodeUses} from '../../domain/fleet.ts'
import {readFleet} from '../../needs.ts'
import {loading} from '../../top/compose.ts'
import {asksExporters} from '../../top/needs.ts'
import {withUtilization} from '../../top/usecases/with-utilization.ts'
import {usageList} from '../../views/node-use.ts'

export default class AcceleratorsUsage extends OmeCommand {
  static override summary = 'Show who holds the accelerators of each node, and how busy they are'
  static override examples = ['<%= config.bin %> accelerators usage', '<%= config.bin %> accelerators usage -o json']
  static override flags = {...output}
  static override needs = [...readFleet, ...asksExporters]
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(AcceleratorsUsage)
    const {fleet} = await cluster(this.context)
    const {load} = await loading(this.context)
    const found = await fleet.read()
    const {rows, notes} = await withUtilization(load, nodeUses(found))
    for (const right of found.unreadable) this.note(`not everything is shown: you may not ${right}`)
    for (const note of notes) this.note(note)
    this.render(usageList, rows, flags.output)
  }
}
