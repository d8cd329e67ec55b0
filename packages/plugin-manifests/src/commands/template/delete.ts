import {Args, OmeCommand} from '@ome/sdk/command'
import {namespaced, write} from '@ome/sdk/flags'
import {templateStores} from '../../compose.ts'
import {deletesTemplates} from '../../needs.ts'
import {findTemplate, planUnshareTemplate} from '../../usecases/templates.ts'

export default class TemplateDelete extends OmeCommand {
  static override summary = 'Delete a template'
  static override description = 'A local one before a shared one of the same name. Services made from it stay.'
  static override examples = ['<%= config.bin %> template delete my-template --yes']
  static override args = {name: Args.string({description: 'name of the template', required: true})}
  static override flags = {...namespaced, ...write}
  static override needs = deletesTemplates
  static override risk = 'destructive' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TemplateDelete)
    const {stores, objects, writer, namespace, local} = await templateStores(this.context, flags.namespace)
    const found = await findTemplate(stores, args.name)
    if (found.source !== 'local') {
      await this.plan(await planUnshareTemplate({objects, writer}, found, namespace), flags)
      return
    }
    await this.confirm(`Delete the local template ${args.name}?`, flags)
    await local.remove(args.name)
    this.context.io.out(`template/${args.name} deleted\n`)
  }
}
