import {OmeCommand} from '@ome/sdk/command'
import {namespaced} from '@ome/sdk/flags'
import {pageOpenerOf, serving} from '../compose.ts'
import {omeService} from '../domain/operand.ts'
import {serviceCompletions, serviceOperand} from '../flags.ts'
import * as needs from '../needs.ts'
import {serviceUrls} from '../reach/usecases/service-urls.ts'

export default class Console extends OmeCommand {
  static override summary = 'Print the page of a service in the web console, and on a terminal open it'
  static override description =
    'The setting console.url says where the console is, with {kind}, {namespace} and {name} in it. Without a screen the address is only printed.'
  static override examples = ['<%= config.bin %> console service chat']
  static override args = serviceOperand
  static override flags = namespaced
  static override needs = needs.readService
  static override risk = 'read' as const
  static override completions = serviceCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Console)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const name = omeService('console', [args.service, args.name])
    const {services} = await serving(this.context)
    const template = this.context.settings.get('console.url')

    const [page] = await serviceUrls(services, {name, namespace, only: 'console', template})
    if (!page) return
    this.log(page.url)
    if (!this.context.io.isTTY) return
    const problem = await (await pageOpenerOf(this.context)).open(page.url)
    if (problem !== undefined) this.note(`the page is not opened: ${problem}`)
  }
}
