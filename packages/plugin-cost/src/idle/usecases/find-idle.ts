import {type BusyTime, busyQueries, busySince} from '@ome/engine-metrics/busy-time'
import {namesQuery} from '@ome/engine-metrics/engine-promql'
import type {Prometheus} from '@ome/engine-metrics/prometheus-api'
import {isScrape} from '@ome/engine-metrics/scrape-pods'
import type {Node} from '@ome/inference-model/node'
import {hoursPerMonth} from '@ome/pricing/quote'
import {isOmeError} from '@ome/sdk/errors'
import {formatDuration} from '@ome/sdk/units'
import type {Spending} from '../../spend/domain/ports.ts'
import {type PricedCluster, pricedCluster} from '../../spend/usecases/service-cost.ts'
import {bareNodes} from '../domain/bare-nodes.ts'
import {type FreeGpus, type HolderUse, type IdleReport, idleObjects, type JudgedHolder} from '../domain/idle.ts'
import type {GpuHolder, HolderReader} from '../domain/ports.ts'

export interface IdleQuestion {
  /** Undefined: of all namespaces, and nodes without holders. */
  readonly namespace: string | undefined
  readonly sinceMs: number
}

/** What holds accelerators without use: from a Prometheus that knows the engines, else from the engines since they began. */
export async function findIdle(
  ports: Spending & {readonly holders: HolderReader},
  {namespace, sinceMs}: IdleQuestion,
): Promise<IdleReport> {
  const [found, cluster] = await Promise.all([ports.holders.list(namespace), pricedCluster(ports)])
  const bare = bareNodes(cluster.machines.nodes, found, namespace)
  const holders = [...found.holders, ...bare.map(({holder}) => holder)]
  const uses = [...(await usesOf(ports, found.holders, sinceMs)), ...bare.map(({use}) => use)]
  const nowMs = ports.now().getTime()
  const judged = holders.map((holder, index): JudgedHolder => {
    const quote = cluster.quote(holder.node)
    const use = uses[index] ?? {kind: 'unknown', reason: 'nobody was asked'}
    return {holder, use: within(use, nowMs - sinceMs), ...(quote && {usdPerGpuHour: quote.usdPerHour / quote.gpus})}
  })
  const objects = idleObjects(judged, nowMs)
  return {namespace, sinceMs, objects, ...(namespace === undefined && {free: freeGpus(cluster, holders)})}
}

/** Trouble is counted as far back as was asked for. */
const within = (use: HolderUse, fromMs: number): HolderUse =>
  use.kind === 'broken' || use.kind === 'bare' ? {...use, sinceMs: Math.max(use.sinceMs, fromMs)} : use

async function usesOf(ports: Spending, holders: readonly GpuHolder[], sinceMs: number): Promise<readonly HolderUse[]> {
  const working = holders.filter(({trouble, engine}) => !trouble && engine)
  const recorded = await recordedUse(ports, working, sinceMs)
  const open = working.filter(({namespace, pod}) => !recorded.has(`${namespace}/${pod}`))
  const scraped = await scrapedUse(ports, open)
  return holders.map((holder): HolderUse => {
    const {trouble, isJob, namespace, pod} = holder
    if (trouble) return {kind: 'broken', ...trouble}
    if (isJob) return {kind: 'unknown', reason: 'a job works'}
    const key = `${namespace}/${pod}`
    return recorded.get(key) ?? scraped.get(key) ?? {kind: 'unknown', reason: 'it has no engine that tells'}
  })
}

type Uses = ReadonlyMap<string, HolderUse>

async function recordedUse(ports: Spending, holders: readonly GpuHolder[], sinceMs: number): Promise<Uses> {
  const server = holders.length === 0 ? undefined : await ports.prometheus()
  if (!server) return new Map()
  const namespaces = [...new Set(holders.map(({namespace}) => namespace))]
  const each = await Promise.all(namespaces.map((namespace) => recordedIn(ports, server, namespace, sinceMs)))
  return new Map(each.flat())
}

async function recordedIn({note}: Spending, server: Prometheus, namespace: string, sinceMs: number) {
  const selector = {namespace, pods: '.+', seconds: sinceMs / 1000}
  try {
    const names = (await server.query(namesQuery(selector))).flatMap(({labels}) => labels['__name__'] ?? [])
    const found = await Promise.all(
      busyQueries(names, selector).map(async ({share, seconds}) => {
        const [shares, known] = await Promise.all([server.query(share), server.query(seconds)])
        const lengths = new Map(known.map(({labels, value}) => [labels['pod'] ?? '', value]))
        return shares.flatMap(({labels, value}) => useIn(labels['pod'] ?? '', value, lengths, selector.seconds))
      }),
    )
    return found.flat().map(([pod, busy]): [string, HolderUse] => {
      const source = `by its running requests: ${server.title}, ${span(busy)}`
      return [`${namespace}/${pod}`, {kind: 'engine', busy, source}]
    })
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'cancelled') throw error
    note(`${error.message}: the engines themselves are asked`)
    return []
  }
}

function useIn(
  pod: string,
  share: number,
  lengths: ReadonlyMap<string, number>,
  most: number,
): readonly [string, BusyTime][] {
  // The looks at both ends stand for one more than the time between them.
  const seconds = Math.min(most, lengths.get(pod) ?? Number.NaN)
  return Number.isNaN(seconds) || !Number.isFinite(share) ? [] : [[pod, {share, seconds, isAtMost: false}]]
}

async function scrapedUse(ports: Spending, holders: readonly GpuHolder[]): Promise<Uses> {
  const engines = holders.flatMap(({engine}) => engine ?? [])
  if (engines.length === 0) return new Map()
  const answers = await ports.scrape(engines)
  return new Map(
    answers.map(({endpoint, answer}, index): [string, HolderUse] => {
      const key = `${endpoint.namespace}/${endpoint.pod}`
      if (!isScrape(answer)) return [key, {kind: 'unknown', reason: `its engine does not tell: ${answer.reason}`}]
      const busy = busySince(answer, holders[index]?.startedAtMs)
      if (!busy) return [key, {kind: 'unknown', reason: 'its engine does not tell what its requests took'}]
      return [key, {kind: 'engine', busy, source: `by what its requests took in ${span(busy)}, since it began`}]
    }),
  )
}

const span = ({seconds}: BusyTime): string => formatDuration(Math.max(60_000, Math.round(seconds / 60) * 60_000))

function freeGpus({machines, quote}: PricedCluster, holders: readonly GpuHolder[]): readonly FreeGpus[] {
  const held = Map.groupBy(holders, ({node}) => node)
  const free = machines.nodes.flatMap((node) => {
    const used = (held.get(node.name) ?? []).reduce((all, {gpus}) => all + gpus, 0)
    return node.gpus > used ? [{node, gpus: node.gpus - used}] : []
  })
  const products = Map.groupBy(free, ({node}) => node.product ?? node.instanceType ?? 'of unknown kind')
  return [...products].map(([product, own]) => {
    const prices = own.map(({node, gpus}) => perHour(node, gpus, quote))
    const isKnown = prices.every((price) => price !== undefined)
    const usdPerMonth = prices.reduce<number>((all, price = 0) => all + price, 0) * hoursPerMonth
    const gpus = own.reduce((all, each) => all + each.gpus, 0)
    return {product, nodes: own.length, gpus, ...(isKnown && {usdPerMonth})}
  })
}

function perHour({name}: Node, gpus: number, quote: PricedCluster['quote']): number | undefined {
  const found = quote(name)
  return found && (found.usdPerHour / found.gpus) * gpus
}
