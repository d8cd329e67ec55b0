import type {ApiObject} from '../api.ts'
import {configMaps} from '../controllers/resources.ts'
import type {World} from '../controllers/world.ts'
import {Refusal} from './refusal.ts'
import {omeNamespace} from './resources.ts'

/** How services are reached, for the whole cluster and for one service by its annotations. */
export interface IngressConfig {
  readonly domain: string
  readonly scheme: string
  readonly hostTemplate: string
  readonly disabled: boolean
  readonly gatewayApi: boolean
  /** Gateway as `namespace/name`. */
  readonly gateway: string
  readonly className: string | undefined
  readonly additionalDomains: readonly string[]
}

const defaults = {
  ingressDomain: 'svc.cluster.local',
  urlScheme: 'http',
  domainTemplate: '{{ .Name }}.{{ .Namespace }}.{{ .IngressDomain }}',
  disableIngressCreation: true,
  enableGatewayAPI: false,
  omeIngressGateway: '',
  ingressClassName: undefined,
} as const

type Settings = {readonly [Name in keyof typeof defaults]: string | boolean | undefined}

/** ConfigMap `inferenceservice-config`, key `ingress`, under the annotations `ome.io/ingress-*` of a service. */
export function ingressConfig(world: World, service: ApiObject): IngressConfig {
  const settings: Settings = {...defaults, ...read(world)}
  const annotations = service.metadata.annotations ?? {}
  const own = (name: string): string | undefined => annotations[`ome.io/ingress-${name}`]
  return {
    domain: own('domain') ?? String(settings.ingressDomain),
    scheme: own('url-scheme') ?? String(settings.urlScheme),
    hostTemplate: own('domain-template') ?? String(settings.domainTemplate),
    disabled: settings.disableIngressCreation !== false || own('disable-creation') === 'true',
    gatewayApi: settings.enableGatewayAPI === true,
    gateway: String(settings.omeIngressGateway),
    className: typeof settings.ingressClassName === 'string' ? settings.ingressClassName : undefined,
    additionalDomains: (own('additional-domains') ?? '').split(',').filter((domain) => domain !== ''),
  }
}

function read(world: World): Partial<Settings> {
  const text: string | undefined = world.api.get(configMaps, 'inferenceservice-config', omeNamespace)?.['data']?.ingress
  if (text === undefined) return {}
  try {
    const parsed: unknown = JSON.parse(text)
    return parsed !== null && typeof parsed === 'object' ? parsed : {}
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new Refusal('InternalError', `unable to parse ingress config json: ${error.message}`)
  }
}

/** Host names of a service, the first one being its address. */
export function hostsOf(config: IngressConfig, {metadata}: ApiObject): readonly [string, ...string[]] {
  const host = (domain: string): string =>
    config.hostTemplate
      .replaceAll(/\{\{\s*\.Name\s*\}\}/g, metadata.name)
      .replaceAll(/\{\{\s*\.Namespace\s*\}\}/g, metadata.namespace ?? '')
      .replaceAll(/\{\{\s*\.IngressDomain\s*\}\}/g, domain)
  return [host(config.domain), ...config.additionalDomains.map(host)]
}
