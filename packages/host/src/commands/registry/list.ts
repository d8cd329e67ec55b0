import {listRegistries} from '@ome/installer/install/registries'
import {OmeCommand} from '@ome/sdk/command'
import {output} from '@ome/sdk/flags'
import {readableWorkbench} from '../../plugins/compose.ts'
import {type RegistryLine, registryList} from '../../plugins/plugin-views.ts'

export default class RegistryList extends OmeCommand {
  static override summary = 'List the plugin registries and what is stored of them'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> -o wide']
  static override flags = {...output}
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(RegistryList)

    const {bench, unread} = await readableWorkbench(this.context)
    const known = listRegistries(bench)
    const wrong = unread.map(({id, url, scopes, problem}): RegistryLine => ({id, url, scopes, rootKeys: [], problem}))
    const registries = [...known.filter(({id}) => !unread.some((one) => one.id === id)), ...wrong]

    this.render(registryList, registries, flags.output)
    for (const {id, problem} of registries) if (problem !== undefined) this.note(`${id}: ${problem}`)
    for (const hint of unread.flatMap(({hints}) => hints)) this.note(hint)
  }
}
