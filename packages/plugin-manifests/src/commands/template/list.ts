import {OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {templateStores} from '../../compose.ts'
import {readsTemplates} from '../../needs.ts'
import {listTemplates} from '../../usecases/templates.ts'
import {templateList} from '../../views/template-list.ts'

export default class TemplateList extends OmeCommand {
  static override summary = 'List templates'
  static override description = 'Those that are built in, those that the namespace shares, and those of this machine.'
  static override examples = ['<%= config.bin %> template list']
  static override flags = {...namespaced, ...output}
  static override needs = readsTemplates
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(TemplateList)
    const {stores} = await templateStores(this.context, flags.namespace)
    this.render(templateList, await listTemplates(stores), flags.output)
  }
}
