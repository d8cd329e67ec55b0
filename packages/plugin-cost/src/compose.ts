import type {RunResult} from '@ome/engine-metrics/load-result'
import type {Prometheus} from '@ome/engine-metrics/prometheus-api'
import {readLoadResult} from '@ome/engine-metrics/read-load-result'
import {scrapePods} from '@ome/engine-metrics/scrape-pods'
import {loadPrices} from '@ome/pricing/load-prices'
import type {Context} from '@ome/sdk/context'
import {isOmeError, type OmeError} from '@ome/sdk/errors'
import type {HttpClient} from '@ome/sdk/http'
import type {KubeClient} from '@ome/sdk/kube'
import type {BudgetStore} from './budget/domain/budget-store.ts'
import {budgetStore} from './budget/kube/budget-store.ts'
import type {ClusterMachines, ServiceReader, Spending} from './spend/domain/ports.ts'
import {readBenchmark} from './spend/files/benchmark-file.ts'
import {serviceReader} from './spend/kube/service-reader.ts'

/** What the person says of prices. */
export interface PriceFlags {
  readonly prices?: string | undefined
  readonly online?: boolean | undefined
  /** Of one GPU for one hour. */
  readonly price?: number | undefined
}

/** What telling the cost of services takes. `prometheus.url` wins over what the cluster has. */
export async function spending(
  context: Context,
  {prices, online, price}: PriceFlags,
  note: (text: string) => void,
): Promise<Spending> {
  const kube = await context.kube()
  const services = serviceReader(kube)
  let machines: Promise<ClusterMachines> | undefined
  let found: Promise<Prometheus | undefined> | undefined
  return {
    services: {
      ...services,
      machines() {
        machines ??= services.machines()
        return machines
      },
    },
    prices: (machines, classes) => loadPrices(context, {machines, classes, price, file: prices, online, kube, note}),
    prometheus() {
      found ??= prometheusOf(context, kube)
      return found
    },
    scrape: (endpoints) => scrapePods(kube, endpoints, {now: context.now}),
    now: context.now,
    note,
  }
}

export async function prometheusOf(context: Context, kube: KubeClient): Promise<Prometheus | undefined> {
  const configured = context.settings.get('prometheus.url')
  if (typeof configured !== 'string' || configured === '') {
    const {findPrometheus} = await import('@ome/engine-metrics/find-prometheus')
    return await findPrometheus(kube)
  }
  const {configuredPrometheus} = await import('@ome/engine-metrics/configured-prometheus')
  return configuredPrometheus(await httpOf(context), configured)
}

async function httpOf(context: Context): Promise<HttpClient> {
  const {httpClient} = await import('@ome/sdk/http')
  const http = httpClient({env: context.env, signal: context.signal, userAgent: 'ome (cost)'})
  context.onExit(() => http.close())
  return http
}

export const serviceReaderOf = async (context: Context): Promise<ServiceReader> => serviceReader(await context.kube())

export const budgets = async (context: Context): Promise<BudgetStore> => budgetStore(await context.kube())

/** Sends a message to the address of a person's own; gives what kept it from getting there. */
export async function tell(
  context: Context,
  address: string | undefined,
  message: unknown,
): Promise<OmeError | undefined> {
  if (address === undefined) return undefined
  const {sendWebhook} = await import('./budget/http/webhook.ts')
  try {
    await sendWebhook(await httpOf(context), address, message)
    return undefined
  } catch (error) {
    if (isOmeError(error) && error.kind !== 'cancelled') return error
    throw error
  }
}

/** The runs of a file that a person names. */
export const savedRuns = ({cwd}: Pick<Context, 'cwd'>, path: string): readonly RunResult[] =>
  readLoadResult(readBenchmark(cwd, path), path)
