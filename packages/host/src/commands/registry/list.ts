import {listRegistries} from '@ome/installer/install/registries'
import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {workbench} from '../../plugins/compose.ts'
import {registryList} from '../../plugins/plugin-views.ts'

export default class RegistryList extends OmeCommand {
  static override summary = 'List the plugin registries and what is stored of them'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> -o wide']
  static override flags = {...output}
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(RegistryList)

    const registries = listRegistries(await workbench(this.context))

    this.render(registryList, registries, flags.output)
    for (const {id, problem} of registries) if (problem !== undefined) this.note(`${id}: ${problem}`)
  }
}
