import {type GetService, getService} from '@ome/inference-model/get-service'
import type {ServiceStore} from '@ome/inference-model/service-store'
import {OmeError} from '@ome/sdk/errors'
import type {ServiceUrl} from '../domain/service-url.ts'

export interface ServiceUrlsInput extends GetService {
  readonly only?: ServiceUrl['kind'] | undefined
  /** The setting `console.url`, with `{kind}`, `{namespace}` and `{name}`. */
  readonly template: unknown
}

export async function serviceUrls(store: ServiceStore, input: ServiceUrlsInput): Promise<readonly ServiceUrl[]> {
  const service = await getService(store, input)
  const {name, namespace} = service
  if (input.only !== 'console' && service.url === undefined) {
    throw new OmeError(
      'failed',
      `service "${name}" has no URL yet (${service.status}${service.reason ? `: ${service.reason}` : ''})`,
      [`follow it: ome status service ${name} -n ${namespace} --watch`],
    )
  }
  const console =
    typeof input.template === 'string' ? fill(input.template, {kind: 'services', namespace, name}) : undefined
  if (input.only === 'console' && console === undefined) {
    throw new OmeError('usage', 'no web console is configured', [
      'ome config set console.url "https://HOST/{kind}/{namespace}/{name}"',
    ])
  }
  const urls: ServiceUrl[] = [
    ...(service.url === undefined ? [] : [{kind: 'endpoint' as const, url: service.url, service: name}]),
    ...(console === undefined ? [] : [{kind: 'console' as const, url: console, service: name}]),
  ]
  return input.only === undefined ? urls : urls.filter(({kind}) => kind === input.only)
}

const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replaceAll(/\{(kind|namespace|name)\}/g, (_, key: string) => encodeURIComponent(values[key] ?? ''))
