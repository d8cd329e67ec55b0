import {refreshRegistries} from '@ome/installer/install/registries'
import {Args, OmeCommand} from '@ome/sdk/command'
import {workbench} from '../../plugins/compose.ts'

export default class RegistryRefresh extends OmeCommand {
  static override summary = 'Fetch and check the newest index of the registries'
  static override description =
    'An index that is older than the stored one, expired or not signed is refused; the stored copy stays.'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> dev']
  static override args = {id: Args.string({description: 'registry; without it all are refreshed'})}
  static override needs = []
  static override risk = 'admin' as const

  async run(): Promise<void> {
    const {args} = await this.parse(RegistryRefresh)

    for (const {id, serial} of await refreshRegistries(await workbench(this.context), args.id))
      this.log(`${id}: serial ${serial}`)
  }
}
