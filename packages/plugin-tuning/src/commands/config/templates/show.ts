import {Args, OmeCommand} from '@ome/sdk/command'
import {templates} from '../../../config/compose.ts'
import {lookFlags, namespaceNames, templateNames} from '../../../config/flags.ts'
import {readTemplate} from '../../../config/needs.ts'
import {showText} from '../../../config/printing.ts'
import {findTemplate} from '../../../config/usecases/find-template.ts'
import {showTemplate} from '../../../config/usecases/show-config.ts'
import {shownConfig} from '../../../config/views/shown-config.ts'

export default class ConfigTemplatesShow extends OmeCommand {
  static override summary = 'Show a config to begin from'
  static override description = 'Its text as it stands, comments included; with -o json what it says.'
  static override examples = [
    '<%= config.bin %> config templates show qlora-params-template',
    '<%= config.bin %> config templates show qlora-params-template -o json',
  ]
  static override args = {name: Args.string({description: 'name of a template', required: true})}
  static override flags = lookFlags
  static override needs = readTemplate
  static override risk = 'read' as const
  static override completions = {args: {name: templateNames}, flags: {namespace: namespaceNames}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ConfigTemplatesShow)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const ports = {...(await templates(this.context)), note: (text: string) => this.note(text)}
    const template = showTemplate(await findTemplate(ports, {namespace, name: args.name}))
    if (!showText(this.context.io, template.text, flags.output))
      this.render(shownConfig, await template.read(), flags.output)
  }
}
