import {isOmeError, OmeError} from '@ome/sdk/errors'
import {looksEvery, requestedGpus} from '../../domain/gpu-hours.ts'
import {dayMs, type Span} from '../../domain/span.ts'
import {type Held, type History, heldBySeries, historyOf, type RatedPods, trendOf} from '../domain/history.ts'
import {heldByRecords} from '../domain/ledger.ts'
import type {HistoryPorts, Subjects} from '../domain/ports.ts'

/**
 * The days of an object or a namespace: from a Prometheus with kube-state-metrics, else from OpenCost, else from the log of
 * `ome cost record`. Throws `failed` with the ways to get one where there is none.
 */
export async function readHistory(
  ports: HistoryPorts,
  subjects: Subjects,
  {days, trends}: {readonly days: number; readonly trends: boolean},
): Promise<History> {
  const toMs = ports.now().getTime()
  const span = {fromMs: toMs - days * dayMs, toMs}
  for (const source of [fromPrometheus, fromOpenCost, fromLedger]) {
    const found = await source(ports, subjects, span)
    if (!found) continue
    const history = historyOf(found.held, span, {
      source: found.title,
      prices: found.prices,
      ...(found.areOfThen && {areOfThen: true}),
    })
    const trend = trends ? trendOf(history) : undefined
    if (trends && !trend) ports.note('a trend takes 14 days: --days 14')
    return {...history, ...(trend && {trend})}
  }
  throw new OmeError('failed', `nothing is known of the past of ${subjects.title}`, [
    'name a Prometheus that scrapes kube-state-metrics: ome config set prometheus.url URL',
    'keep a log of your own from now on, every hour: ome cost record',
  ])
}

interface Told {
  readonly held: readonly Held[]
  readonly title: string
  /** Whose prices, each once. */
  readonly prices: readonly string[]
  readonly areOfThen?: true
}

const sourcesOf = (rated: readonly RatedPods[]): readonly string[] => [...new Set(rated.map(({source}) => source))]

/** Looks once an hour. */
const stepSeconds = 3600

async function fromPrometheus(
  {prometheus, note}: HistoryPorts,
  {namespace, pods, rated}: Subjects,
  span: Span,
): Promise<Told | undefined> {
  const server = await prometheus()
  if (!server) return undefined
  try {
    const expression = requestedGpus({namespace, ...(pods !== undefined && {pods})})
    const series = await server.range(expression, looksEvery(stepSeconds, span))
    const held = heldBySeries(series, stepSeconds, rated)
    const seen = rated.filter(({isOwn}) => series.some(({labels}) => isOwn(labels['pod'] ?? '')))
    return held.length === 0 ? undefined : {held, title: server.title, prices: sourcesOf(seen)}
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'cancelled') throw error
    note(error.message)
    return undefined
  }
}

async function fromOpenCost(
  {openCost}: HistoryPorts,
  {namespace, pods, rated}: Subjects,
  span: Span,
): Promise<Told | undefined> {
  const isOwn = new RegExp(`^(?:${pods ?? '.*'})$`)
  const found = (await openCost(namespace, span))?.filter(({pod}) => isOwn.test(pod))
  if (!found || found.length === 0) return undefined
  const held = found.map(({pod, atMs, gpuHours, usd}) => ({
    atMs: Math.min(atMs, span.toMs),
    nodeHours: gpuHours / (rated.find((each) => each.isOwn(pod))?.gpusPerNode ?? 1),
    ...(usd !== undefined && {usd}),
  }))
  return {held, title: 'OpenCost', prices: ['OpenCost'], areOfThen: true}
}

async function fromLedger(
  {ledger, cluster, note}: HistoryPorts,
  subjects: Subjects,
  span: Span,
): Promise<Told | undefined> {
  const {namespace, pods, title} = subjects
  const {records, unreadable} = ledger.read()
  if (unreadable > 0) note(`${unreadable} ${unreadable === 1 ? 'line' : 'lines'} of ${ledger.title} cannot be read`)
  const own = records
    .filter((record) => record.cluster === cluster && record.namespace === namespace)
    .filter(({object}) => pods === undefined || object === title)
  const held = heldByRecords(own, span)
  return held.length === 0 ? undefined : {held, title: ledger.title, prices: ['as recorded'], areOfThen: true}
}
