import {refreshRegistries} from '@ome/installer/install/registries'
import {Args, OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {tellChange} from '../../changes/tell-change.ts'
import {workbench} from '../../plugins/compose.ts'

export default class RegistryRefresh extends OmeCommand {
  static override summary = 'Fetch and check the newest index of the registries'
  static override description =
    'An index that is older than the stored one, expired or not signed is refused; the stored copy stays.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> dev']
  static override args = {id: Args.string({description: 'registry; without it all are refreshed'})}
  static override flags = {...output}
  static override needs = []
  static override risk = 'admin' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RegistryRefresh)

    const refreshed = await refreshRegistries(await workbench(this.context), args.id)

    const items = refreshed.map(({id, serial}) => ({object: `registry/${id}`, outcome: 'refreshed', serial}))
    const lines = refreshed.map(({id, serial}) => `${id}: serial ${serial}`)
    tellChange(this.paper(flags.output), {kind: 'RegistryChange', items, lines})
  }
}
