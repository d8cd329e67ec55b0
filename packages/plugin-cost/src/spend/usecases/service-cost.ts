import {measured, namesQuery, queriesFor} from '@ome/engine-metrics/engine-promql'
import type {RunResult} from '@ome/engine-metrics/load-result'
import {measureEngines} from '@ome/engine-metrics/measure-engines'
import type {Prometheus} from '@ome/engine-metrics/prometheus-api'
import {isScrape} from '@ome/engine-metrics/scrape-pods'
import type {LoadedPrices} from '@ome/pricing/load-prices'
import type {Quote} from '@ome/pricing/quote'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import {hoursOf, monthOf, type Span} from '../../domain/span.ts'
import {askHours} from '../../usecases/ask-hours.ts'
import {type CheaperOption, cheaperOptions} from '../domain/cheaper.ts'
import type {Projection, ServiceCost} from '../domain/cost-report.ts'
import type {ClusterMachines, Spending} from '../domain/ports.ts'
import {billOf} from '../domain/service-cost.ts'
import {type ServiceUse, servicePods} from '../domain/service-use.ts'
import {benchmarkPrice, type TokenPrice, tokenPriceOf} from '../domain/token-price.ts'

/** Machines of the cluster with what they cost. */
export interface PricedCluster extends LoadedPrices {
  readonly machines: ClusterMachines
  quote(node: string): Quote | undefined
}

export async function pricedCluster(ports: Spending): Promise<PricedCluster> {
  const machines = await ports.services.machines()
  if (!machines.areRead) ports.note('you may not list nodes: their prices are not known')
  const gpuNodes = machines.nodes.filter(({gpus}) => gpus > 0)
  const prices = await ports.prices(gpuNodes, machines.accelerators)
  const byName = new Map(machines.nodes.map((node) => [node.name, node]))
  return {
    ...prices,
    machines,
    quote(name) {
      const node = byName.get(name)
      return node && prices.book.quote(node)
    },
  }
}

export interface ServiceQuestion {
  readonly sinceMs: number
  readonly projected: boolean
  /** Load tests that were saved. */
  readonly runs?: readonly RunResult[] | undefined
}

/** One service in depth. Throws `not-found` with the nearest name. */
export async function serviceCost(
  ports: Spending,
  {namespace, name}: {readonly namespace: string; readonly name: string},
  {sinceMs, projected, runs}: ServiceQuestion,
): Promise<ServiceCost> {
  const [use, cluster] = await Promise.all([ports.services.find(namespace, name), pricedCluster(ports)])
  if (!use) throw await missingService(ports, namespace, name)
  const toMs = ports.now().getTime()
  const cost = await costOf(ports, use, cluster, {fromMs: toMs - sinceMs, toMs})
  const [tokens, cheaper, projection] = await Promise.all([
    tokenPrice(ports, use, cost.usdPerHour),
    cheaperThan(ports, use, cluster, cost),
    projected ? project(ports, use, cluster, cost) : undefined,
  ])
  const benchmarks = runs?.flatMap((run) => benchmarkPrice(cost.usdPerHour, run) ?? [])
  return {
    ...cost,
    ...(tokens && {tokens}),
    ...(benchmarks && {benchmarks}),
    cheaper,
    ...(projection && {projected: projection}),
  }
}

/** Every service of a namespace, in one reading. */
export async function allCosts(
  ports: Spending,
  namespace: string,
  {sinceMs, projected}: Pick<ServiceQuestion, 'sinceMs' | 'projected'>,
): Promise<readonly ServiceCost[]> {
  const [uses, cluster] = await Promise.all([ports.services.list(namespace), pricedCluster(ports)])
  const toMs = ports.now().getTime()
  return await Promise.all(
    uses.map(async (use) => {
      const cost = await costOf(ports, use, cluster, {fromMs: toMs - sinceMs, toMs})
      return projected ? {...cost, projected: await project(ports, use, cluster, cost)} : cost
    }),
  )
}

export async function costOf(
  ports: Pick<Spending, 'prometheus' | 'note'>,
  use: ServiceUse,
  {quote, rates}: PricedCluster,
  asked: Span,
): Promise<ServiceCost> {
  const born = use.createdAtMs === undefined ? {} : {bornAtMs: use.createdAtMs}
  const choice = {namespace: use.namespace, pods: servicePods(use), ...born}
  const {held, coverage} = await askHours(ports, choice, use.pods, asked)
  const gpus = use.pods.reduce((total, pod) => total + (pod.startedAtMs === undefined ? 0 : pod.gpus), 0)
  return {namespace: use.namespace, name: use.name, gpus, coverage, ...billOf({use, held, coverage, quote, rates})}
}

export async function missingService(
  {services}: Pick<Spending, 'services'>,
  namespace: string,
  name: string,
): Promise<OmeError> {
  const near = nearest(name, await services.names(namespace))
  return new OmeError('not-found', `service "${name}" not found in namespace "${namespace}"`, [
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
    `list what is there: ome get services -n ${namespace}`,
  ])
}

const tokenSeconds = 24 * 3600

/** Tokens of a day from a Prometheus that has them, else what the engines counted since they began. */
async function tokenPrice(ports: Spending, use: ServiceUse, usdPerHour: number): Promise<TokenPrice | undefined> {
  const server = await ports.prometheus()
  const told = server && (await recordedTokens(server, use, ports.note))
  if (told) return tokenPriceOf(usdPerHour, told, server.title)
  const engines = use.pods.flatMap(({engine, startedAtMs}) => (engine ? [{engine, startedAtMs}] : []))
  if (engines.length === 0) return undefined
  const scraped = await ports.scrape(engines.map(({engine}) => engine))
  const targets = scraped.flatMap(({answer}, index) =>
    isScrape(answer) ? [{after: answer, startedAtMs: engines[index]?.startedAtMs}] : [],
  )
  const refusal = scraped.map(({answer}) => answer).find((answer) => !isScrape(answer))
  if (refusal && !isScrape(refusal)) ports.note(`not every engine told its tokens: ${refusal.reason}`)
  if (targets.length < engines.length) return undefined
  return tokenPriceOf(usdPerHour, measureEngines(targets, 'tokens-per-second'), `${targets.length} engines`)
}

async function recordedTokens(server: Prometheus, use: ServiceUse, note: (text: string) => void) {
  const selector = {namespace: use.namespace, pods: servicePods(use), seconds: tokenSeconds}
  try {
    const names = (await server.query(namesQuery(selector))).flatMap(({labels}) => labels['__name__'] ?? [])
    const queries = queriesFor(names, ['tokens-per-second'], selector)
    if (queries.length === 0) return undefined
    const answers = await Promise.all(
      queries.map(async (query) => ({query, series: await server.query(query.expression)})),
    )
    return measured('tokens-per-second', answers, {names, seconds: tokenSeconds})
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'cancelled') throw error
    note(`${error.message}: the engines are asked for their tokens`)
    return undefined
  }
}

async function cheaperThan(
  {services}: Spending,
  use: ServiceUse,
  {book, machines: {nodes, accelerators}}: PricedCluster,
  {usdPerHour, isRatePartial}: ServiceCost,
): Promise<readonly CheaperOption[]> {
  const engines = use.pods.filter(({gpus, node}) => gpus > 0 && node !== undefined)
  if (engines.length === 0 || isRatePartial) return []
  const model = await services.model(use)
  if (!model) return []
  const used = new Set(engines.flatMap(({node}) => node ?? []))
  const current = new Set(
    accelerators.filter((each) => each.nodes.some((node) => used.has(node))).map(({name}) => name),
  )
  return cheaperOptions({model, replicas: engines.length, usdPerHour, current, accelerators, nodes, book})
}

async function project(
  ports: Spending,
  use: ServiceUse,
  cluster: PricedCluster,
  cost: ServiceCost,
): Promise<Projection> {
  const month = monthOf(ports.now())
  const spent = await costOf(ports, use, cluster, month.soFar)
  const engines = use.pods.filter(({gpus}) => gpus > 0).length
  const perReplica = engines === 0 ? undefined : cost.usdPerMonth / engines
  const {gap} = spent.coverage
  return {
    monthToDateUsd: spent.usd,
    monthEndUsd: monthEndUsd(spent, month),
    isPartial: spent.isPartial || spent.isRatePartial,
    ...(gap !== undefined && {gap}),
    ...(use.replicas &&
      perReplica !== undefined && {atLeast: perReplica * use.replicas.min, atMost: perReplica * use.replicas.max}),
  }
}

/** What a calendar month comes to when what runs now runs to its end. */
export const monthEndUsd = ({usd, usdPerHour}: ServiceCost, {soFar, whole}: ReturnType<typeof monthOf>): number =>
  usd + hoursOf({fromMs: soFar.toMs, toMs: whole.toMs}) * usdPerHour
