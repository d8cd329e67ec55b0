import {OmeCommand} from '@ome/sdk/command'
import {templates} from '../../../config/compose.ts'
import {lookFlags, namespaceNames} from '../../../config/flags.ts'
import {listTemplates as needed} from '../../../config/needs.ts'
import {listTemplates} from '../../../config/usecases/find-template.ts'
import {templateList} from '../../../config/views/template-list.ts'

export default class ConfigTemplatesList extends OmeCommand {
  static override summary = 'List the configs to begin from'
  static override description =
    'The three that the operator brings, ours in the place of those that cannot be read, and those of the namespace.'
  static override examples = [
    '<%= config.bin %> config templates list',
    '<%= config.bin %> config templates list -o json',
  ]
  static override flags = lookFlags
  static override needs = needed
  static override risk = 'read' as const
  static override completions = {flags: {namespace: namespaceNames}}

  async run(): Promise<void> {
    const {flags} = await this.parse(ConfigTemplatesList)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const ports = {...(await templates(this.context)), note: (text: string) => this.note(text)}
    this.render(templateList, await listTemplates(ports, namespace), flags.output)
  }
}
