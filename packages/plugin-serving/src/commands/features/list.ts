import {OmeCommand} from '@ome/sdk/command'
import {fleet, output} from '@ome/sdk/flags'
import {operatorOf} from '../../gates/compose.ts'
import {gateRows} from '../../gates/domain/gate-rows.ts'
import {readsGates} from '../../gates/needs.ts'
import {gateList, operatorWords} from '../../gates/views/gate-list.ts'

export default class FeaturesList extends OmeCommand {
  static override summary = 'List the gates of the KAITO operator, with the value in force'
  static override description =
    "The operator's arguments over the defaults of its version. Gates hold for the whole operator, not for one object."
  static override examples = [
    '<%= config.bin %> features list',
    '<%= config.bin %> features list --cluster prod,staging',
  ]
  static override flags = {...fleet, ...output}
  static override needs = readsGates
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(FeaturesList)
    if (flags.cluster !== undefined)
      return await this.renderFleet(gateList, flags, async (own) => gateRows(await operatorOf(own)))
    const profile = await operatorOf(this.context)
    for (const text of [operatorWords(profile), ...profile.notes]) this.note(text)
    this.render(gateList, gateRows(profile), flags.output)
  }
}
