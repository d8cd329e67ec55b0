import {at, list, number, text} from '@ome/capacity/fields'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import {boundedText} from './bounded-text.ts'
import {
  alertRulesPath,
  mostAnswerBytes,
  type Prometheus,
  parseAnswer,
  queryPath,
  rangePath,
  toAlertRules,
  toRangeSeries,
  toSeries,
} from './prometheus-api.ts'

const services: ResourceRef = {group: '', version: 'v1', plural: 'services', namespaced: true}

interface Candidate {
  readonly namespace: string
  readonly name: string
  readonly port: number
}

/** OME v1.3 brings it along; it remembers half an hour. */
const ownOfOme: Candidate = {namespace: 'ome', name: 'ome-prometheus', port: 9090}

const timeoutMs = 10_000

/** A Prometheus among the Services of the cluster, through the API server's proxy; the first that says it is one. */
export async function findPrometheus(kube: KubeClient): Promise<Prometheus | undefined> {
  for (const candidate of await candidates(kube))
    if (await isPrometheus(kube, candidate)) return inCluster(kube, candidate)
  return undefined
}

function inCluster(kube: KubeClient, {namespace, name, port}: Candidate): Prometheus {
  const title = `Prometheus ${namespace}/${name}`
  const asked = async (path: string): Promise<string | undefined> => {
    const {status, body} = await fetched(kube, {namespace, name, port}, path)
    if (status === 403 || status === 401)
      throw new OmeError('denied', `you may not reach ${title}`, ['it takes the right to get services/proxy'])
    return body
  }
  return {
    title,
    address: `http://${name}.${namespace}:${port}`,
    query: async (expression) => toSeries(await asked(queryPath(expression)), title),
    range: async (expression, span) => toRangeSeries(await asked(rangePath(expression, span)), title),
    alertRules: async () => toAlertRules(await asked(alertRulesPath), title),
  }
}

/** Those that look like one, larger installations first. Where Services may not be listed, the usual place of OME's. */
async function candidates(kube: KubeClient): Promise<readonly Candidate[]> {
  let found: readonly KubeObject[]
  try {
    found = await kube.list(services)
  } catch (error) {
    if (isOmeError(error) && error.kind === 'denied') return [ownOfOme]
    throw error
  }
  return found
    .filter(looksLikeOne)
    .map((service) => ({
      namespace: service.metadata.namespace ?? '',
      name: service.metadata.name,
      port: portOf(service),
    }))
    .sort((left, right) => rank(left) - rank(right))
}

const rank = ({name}: Candidate): number => (name === ownOfOme.name ? 1 : 0)

/** Source of the names: the charts kube-prometheus-stack and prometheus, and prometheus-operator. */
const usualNames =
  /^(prometheus-operated|ome-prometheus|prometheus-server|.+-prometheus-server|.*prometheus(-stack)?-prometheus)$/

const looksLikeOne = ({metadata}: KubeObject): boolean =>
  usualNames.test(metadata.name) ||
  (metadata.labels?.['app.kubernetes.io/name'] === 'prometheus' && !metadata.name.includes('alertmanager'))

function portOf(service: KubeObject): number {
  const ports = list(at(service, 'spec', 'ports'))
  const named = ports.find((port) => ['web', 'http-web', 'http'].includes(text(at(port, 'name')) ?? ''))
  return number(at(named ?? ports[0], 'port')) ?? 9090
}

async function isPrometheus(kube: KubeClient, candidate: Candidate): Promise<boolean> {
  try {
    const {status, body} = await fetched(kube, candidate, '/api/v1/status/buildinfo')
    return status === 200 && text(at(parseAnswer(body), 'data', 'version')) !== undefined
  } catch (error) {
    if (isOmeError(error) && error.kind !== 'cancelled') return false
    throw error
  }
}

async function fetched(kube: KubeClient, {namespace, name, port}: Candidate, path: string) {
  const base = `/api/v1/namespaces/${namespace}/services/${name}:${port}/proxy`
  const limit = AbortSignal.timeout(timeoutMs)
  try {
    const response = await kube.request('GET', `${base}${path}`, {signal: limit})
    return {status: response.status, body: await boundedText(response.body, mostAnswerBytes, limit)}
  } catch (error) {
    if (!limit.aborted) throw error
    const waited = `Prometheus ${namespace}/${name} did not answer within ${timeoutMs / 1000} s`
    throw new OmeError('unreachable', waited, [], {cause: error})
  }
}
