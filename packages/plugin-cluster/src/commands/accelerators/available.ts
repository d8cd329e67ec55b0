import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {cluster} from '../../compose.ts'
import {fragmentation, nodeUses, productCapacities} from '../../domain/fleet.ts'
import {readFleet} from '../../needs.ts'
import {availableList} from '../../views/node-use.ts'

export default class AcceleratorsAvailable extends OmeCommand {
  static override summary = 'Show on which nodes accelerators are free'
  static override description = 'Allocatable less what pods request. What is idle on a cordoned node does not count.'
  static override examples = [
    '<%= config.bin %> accelerators available',
    '<%= config.bin %> accelerators available -o json',
  ]
  static override flags = {...output}
  static override needs = readFleet
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(AcceleratorsAvailable)
    const {fleet} = await cluster(this.context)
    const found = await fleet.read()
    for (const right of found.unreadable) this.note(`what is free may be less: you may not ${right}`)
    const free = nodeUses(found).filter((use) => use.free > 0)
    this.render(availableList, free, flags.output)
    const scattered = fragmentation(productCapacities(found))
    if (scattered !== undefined) this.note(scattered)
  }
}
