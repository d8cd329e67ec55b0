import {Flags, OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import {backend, servedCompletions, serviceOperand} from '../flags.ts'
import {reachesKaito} from '../kaito-observe/needs.ts'
import {urlsOfTarget} from '../kaito-observe/printing/reach-target.ts'
import {findTarget} from '../kaito-observe/printing/running-target.ts'
import * as needs from '../needs.ts'
import {urlList} from '../reach/views/url-list.ts'

export default class Url extends OmeCommand {
  static override summary = 'Print where a service answers'
  static override examples = ['<%= config.bin %> url service chat', '<%= config.bin %> url chat --endpoint']
  static override args = serviceOperand
  static override flags = {
    ...namespaced,
    ...backend,
    ...output,
    endpoint: Flags.boolean({description: 'only the address of the API', exclusive: ['console']}),
    console: Flags.boolean({description: 'only the address in the web console (setting console.url)'}),
  }
  static override needs = [...needs.readService, ...reachesKaito]
  static override risk = 'read' as const
  static override completions = servedCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Url)
    const found = await findTarget(this.context, {verb: 'url', words: [args.service, args.name], ...flags})
    const only = flags.endpoint ? 'endpoint' : flags.console ? 'console' : undefined
    const template = this.context.settings.get('console.url')

    const urls = await urlsOfTarget(this.context, found, {only, template})
    if (only) for (const {url} of urls) this.log(url)
    else this.render(urlList, urls, flags.output)
  }
}
