import {boundedText} from '@ome/engine-metrics/bounded-text'
import {OmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {bounds} from '../domain/bounds.ts'
import type {Chat} from '../domain/chat.ts'
import {contextTokensIn, modelsIn} from '../domain/served-models.ts'

const services = {group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true}

export interface ServiceInput {
  readonly namespace: string
  readonly name: string
  readonly timeoutMs: number
}

/** The model of a service of the cluster, through the API server's proxy and with the person's own rights. */
export async function serviceChat(kube: KubeClient, {namespace, name, timeoutMs}: ServiceInput): Promise<Chat> {
  const service = await kube.get(services, name, {namespace})
  if (!service)
    throw new OmeError('not-found', `there is no Service "${name}" in namespace "${namespace}"`, [
      `list what serves: ome get services -n ${namespace}`,
    ])
  const ports: unknown = service['spec']?.ports
  const [first] = Array.isArray(ports) ? ports : []
  const path = `/api/v1/namespaces/${namespace}/services/${name}:${first?.port ?? 8080}/proxy/v1`
  const place = `service/${name}`
  const ask = (method: string, rest: string, body?: unknown): Promise<unknown> =>
    exchange(kube, {
      method,
      path: path + rest,
      timeoutMs,
      place,
      ...(body === undefined ? {} : {body: JSON.stringify(body)}),
    })
  const listed = await ask('GET', '/models')
  const [model] = modelsIn(listed)
  if (model === undefined) throw new OmeError('failed', `${place} serves no model`)
  return {
    place,
    model,
    ask: (body) => ask('POST', '/chat/completions', body),
    contextTokens: async () => contextTokensIn(listed, model),
  }
}

interface Exchange {
  readonly method: string
  readonly path: string
  readonly body?: string
  readonly timeoutMs: number
  readonly place: string
}

async function exchange(kube: KubeClient, {method, path, body, timeoutMs, place}: Exchange): Promise<unknown> {
  const signal = AbortSignal.timeout(timeoutMs)
  const headers = body === undefined ? {} : {'content-type': 'application/json'}
  const response = await kube.request(method, path, {headers, signal, ...(body === undefined ? {} : {body})})
  const text = await boundedText(response.body, bounds.answerBytes, signal)
  if (text === undefined)
    throw new OmeError('failed', `${place} answers with more than ${bounds.answerBytes / 1024} KiB`)
  if (response.status >= 400)
    throw new OmeError(
      response.status === 403 ? 'denied' : response.status >= 502 ? 'unreachable' : 'failed',
      `${place} answered ${response.status}`,
    )
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw new OmeError('failed', `${place} answered with something that is no JSON`)
    throw error
  }
}
