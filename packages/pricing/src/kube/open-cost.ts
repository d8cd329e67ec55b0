import {boundedText} from '@ome/engine-metrics/bounded-text'
import {type Exposition, parsePrometheusText} from '@ome/engine-metrics/prometheus-text'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {PriceSource} from '../quote.ts'

/** Where the installations of OpenCost and Kubecost answer. Source: their Helm charts. */
const places = [
  {namespace: 'opencost', service: 'opencost', title: 'OpenCost'},
  {namespace: 'kubecost', service: 'kubecost-cost-analyzer', title: 'Kubecost'},
] as const
const port = 9003
const timeoutMs = 5000
const mostBytes = 16 * 2 ** 20

/** What OpenCost takes for a GPU-hour when no provider states a price. Source: opencost `configs/default.json`. */
const ownGuess = 0.95

type Asking = Pick<KubeClient, 'request'>

/** The prices that OpenCost reckons with, by node; undefined where there is none, or it may not be asked. */
export async function openCostPrices(kube: Asking): Promise<PriceSource | undefined> {
  for (const place of places) {
    const page = await metricsOf(kube, place)
    if (page)
      return {
        kind: 'opencost',
        quote: ({name, gpus, instanceType}) => {
          const usdPerHour = name === undefined ? undefined : nodePrice(page, name)
          return usdPerHour === undefined || !gpus
            ? undefined
            : {
                usdPerHour,
                gpus,
                kind: 'opencost',
                source: place.title,
                ...(instanceType !== undefined && {instanceType}),
              }
        },
      }
  }
  return undefined
}

/** Zero is a price that was not found, and a GPU at the default price is a guess: both are left to the next source. */
function nodePrice(page: Exposition, node: string): number | undefined {
  const total = valueAt(page, 'node_total_hourly_cost', node)
  const perGpu = valueAt(page, 'node_gpu_hourly_cost', node)
  return isPrice(total) && isPrice(perGpu) && perGpu !== ownGuess ? total : undefined
}

/** An exporter may say NaN or +Inf. */
const isPrice = (usd: number | undefined): usd is number => usd !== undefined && Number.isFinite(usd) && usd > 0

const valueAt = ({samples}: Exposition, name: string, node: string): number | undefined =>
  samples.get(name)?.find(({labels}) => (labels.get('node') ?? labels.get('instance')) === node)?.value

async function metricsOf(kube: Asking, {namespace, service}: (typeof places)[number]): Promise<Exposition | undefined> {
  const limit = AbortSignal.timeout(timeoutMs)
  const path = `/api/v1/namespaces/${namespace}/services/${service}:${port}/proxy/metrics`
  try {
    const {status, body} = await kube.request('GET', path, {signal: limit})
    const text = status === 200 ? await boundedText(body, mostBytes, limit) : undefined
    const page = text === undefined ? undefined : parsePrometheusText(text)
    return page?.samples.has('node_total_hourly_cost') ? page : undefined
  } catch (error) {
    // One that is slow or out of reach is as good as none: the next source states its price instead.
    if (limit.aborted || (isOmeError(error) && error.kind !== 'cancelled')) return undefined
    throw error
  }
}
