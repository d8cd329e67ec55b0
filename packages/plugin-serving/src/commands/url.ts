import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {namespaced, output} from '@ome/sdk/flags'
import type {Need} from '@ome/sdk/need'
import {serving} from '../compose.ts'
import {serviceName} from '../domain/operand.ts'
import {serviceUrls} from '../usecases/service-urls.ts'
import {urlList} from '../views/url-list.ts'

export default class Url extends OmeCommand {
  static override summary = 'Print where a service answers'
  static override examples = ['<%= config.bin %> url service chat', '<%= config.bin %> url chat --endpoint']
  static override args = {
    service: Args.string({required: true, description: 'service NAME, service/NAME or NAME'}),
    name: Args.string({description: 'name of the service', hidden: true}),
  }
  static override flags = {
    ...namespaced,
    ...output,
    endpoint: Flags.boolean({description: 'only the address of the API', exclusive: ['console']}),
    console: Flags.boolean({description: 'only the address in the web console (setting console.url)'}),
  }
  static override needs: Need[] = [
    {
      apiGroups: ['ome.io'],
      resources: ['inferenceservices'],
      verbs: ['get'],
      scope: 'namespace',
      why: 'reads the service',
    },
    {apiGroups: [''], resources: ['pods'], verbs: ['list'], scope: 'namespace', why: 'tells whether it answers'},
    {apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'], scope: 'namespace', why: 'reads its replicas'},
  ]
  static override risk = 'read' as const
  static override completions = {args: {service: {values: ['service']}, name: {resource: 'inferenceservices.ome.io'}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Url)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const name = serviceName(
      'url',
      [args.service, args.name].filter((word) => word !== undefined),
    )
    const {services} = await serving(this.context)
    const only = flags.endpoint ? 'endpoint' : flags.console ? 'console' : undefined

    const urls = await serviceUrls(services, {
      name,
      namespace,
      only,
      template: this.context.settings.get('console.url'),
    })
    if (only) for (const {url} of urls) this.log(url)
    else this.render(urlList, urls, flags.output)
  }
}
