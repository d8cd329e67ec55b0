import {serviceName} from '@ome/inference-model/service-operand'
import {Flags, OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {serving} from '../compose.ts'
import {serviceCompletions, serviceOperand} from '../flags.ts'
import * as needs from '../needs.ts'
import {serviceUrls} from '../reach/usecases/service-urls.ts'
import {urlList} from '../reach/views/url-list.ts'

export default class Url extends OmeCommand {
  static override summary = 'Print where a service answers'
  static override examples = ['<%= config.bin %> url service chat', '<%= config.bin %> url chat --endpoint']
  static override args = serviceOperand
  static override flags = {
    ...namespaced,
    ...output,
    endpoint: Flags.boolean({description: 'only the address of the API', exclusive: ['console']}),
    console: Flags.boolean({description: 'only the address in the web console (setting console.url)'}),
  }
  static override needs = needs.readService
  static override risk = 'read' as const
  static override completions = serviceCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Url)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const name = serviceName('url', [args.service, args.name])
    const {services} = await serving(this.context)
    const only = flags.endpoint ? 'endpoint' : flags.console ? 'console' : undefined
    const template = this.context.settings.get('console.url')

    const urls = await serviceUrls(services, {name, namespace, only, template})
    if (only) for (const {url} of urls) this.log(url)
    else this.render(urlList, urls, flags.output)
  }
}
