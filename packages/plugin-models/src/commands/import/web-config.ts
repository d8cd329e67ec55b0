import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {write} from '@ome/sdk/flags'
import {webConfig} from '../../compose.ts'
import {importPage} from '../../web/needs.ts'
import {planPage} from '../../web/usecases/import-page.ts'

export default class ImportWebConfig extends OmeCommand {
  static override summary = 'Import services, models or runtimes that a web console exports'
  static override description =
    'Reads an https address (http on this machine only) that answers with YAML or JSON of ome.io kinds, at most 1 MiB, and applies it as ome apply does. OME_CONSOLE_ENDPOINT takes the place of the host in the address: for a console that is reached in another way than its links say.'
  static override examples = [
    '<%= config.bin %> import web-config https://console.ome.io/export/service/prod-llama',
    '<%= config.bin %> import web-config https://console.ome.io/export/service/prod-llama --diff',
  ]
  static override args = {url: Args.string({required: true, description: 'address of the export'})}
  static override flags = {
    namespace: Flags.string({char: 'n', description: 'namespace of objects that name none'}),
    'force-conflicts': Flags.boolean({description: 'take over fields that another manager owns'}),
    ...write,
  }
  static override needs = importPage
  static override risk = 'write' as const
  static override completions = {flags: {namespace: {from: 'namespaces' as const}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ImportWebConfig)
    const plan = await planPage(await webConfig(this.context), {
      address: args.url,
      endpoint: this.context.env['OME_CONSOLE_ENDPOINT'],
      namespace: flags.namespace ?? (await this.context.namespace()),
      force: flags['force-conflicts'] ?? false,
    })
    await this.plan(plan, flags)
  }
}
