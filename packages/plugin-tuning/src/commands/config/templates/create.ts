import {OmeCommand} from '@ome/sdk/command'
import {templates} from '../../../config/compose.ts'
import {configName, createTemplateFlags, namespaceNames, templateNames} from '../../../config/flags.ts'
import {createConfigs} from '../../../config/needs.ts'
import {createTemplate} from '../../../config/usecases/create-template.ts'

export default class ConfigTemplatesCreate extends OmeCommand {
  static override summary = 'Make a template of the namespace from another one'
  static override description =
    'It is a ConfigMap with a label; config create-tuning and create-inference take it with --from.'
  static override examples = [
    '<%= config.bin %> config templates create team-template --from qlora-params-template --set lora.r=16',
  ]
  static override args = configName
  static override flags = createTemplateFlags
  static override needs = createConfigs
  static override risk = 'write' as const
  static override completions = {flags: {namespace: namespaceNames, from: templateNames}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ConfigTemplatesCreate)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const ports = {...(await templates(this.context)), note: (text: string) => this.note(text)}
    const ask = {namespace, name: args.name, from: flags.from, settings: flags.set ?? [], replaces: flags.replace}
    await this.plan(await createTemplate(ports, ask), flags)
  }
}
