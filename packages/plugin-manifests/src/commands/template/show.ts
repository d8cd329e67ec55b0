import {Args, OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {dumpYaml} from '@ome/sdk/yaml-dump'
import {templateStores} from '../../compose.ts'
import {readsTemplates} from '../../needs.ts'
import {findTemplate} from '../../usecases/templates.ts'
import {templateDetails} from '../../views/template-list.ts'

export default class TemplateShow extends OmeCommand {
  static override summary = 'Show what a template makes and what can be filled in'
  static override examples = [
    '<%= config.bin %> template show production-llm',
    '<%= config.bin %> template show vllm-llama -o yaml',
  ]
  static override args = {name: Args.string({description: 'name of the template', required: true})}
  static override flags = {...namespaced, ...output}
  static override needs = readsTemplates
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TemplateShow)
    const {stores} = await templateStores(this.context, flags.namespace)
    const found = await findTemplate(stores, args.name)
    this.render(templateDetails, {...found, text: dumpYaml(found.template.object)}, flags.output)
  }
}
