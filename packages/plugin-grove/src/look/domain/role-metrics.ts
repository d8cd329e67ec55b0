import {list} from '@ome/capacity/fields'
import {type EngineMetric, engineIn, engineVocabularies} from '@ome/engine-metrics/engine-vocabulary'
import {type EngineTarget, type Measurement, measureEngines} from '@ome/engine-metrics/measure-engines'
import {type MetricsEndpoint, metricsEndpoint} from '@ome/engine-metrics/metrics-endpoint'
import type {Quantile} from '@ome/engine-metrics/prometheus-histogram'
import type {Scrape} from '@ome/engine-metrics/prometheus-rate'
import type {KubeObject} from '@ome/sdk/kube'
import type {GrovePod} from '../../domain/grove-pod.ts'
import type {GroveSet, Worker} from '../../domain/grove-tree.ts'
import type {Role} from '../../domain/role.ts'
import {type GpuLoads, loadOf} from './gpu-gauge.ts'

/** What the workers of a role say about themselves. */
export interface RoleMetrics {
  readonly role: Role
  readonly answered: number
  readonly expected: number
  /** For prefill those it reads, else those it writes. */
  readonly tokensPerSecond: number | undefined
  readonly ttft: Latency | undefined
  readonly tpot: Latency | undefined
  readonly kvCacheRatio: number | undefined
  readonly gpuUtilRatio: number | undefined
  readonly queueDepth: number | undefined
  readonly activeRequests: number | undefined
  /** Names of the engines that answered. */
  readonly engines: readonly string[]
  /** Seconds that rates and latencies are about; `lifetime` since the engines began. */
  readonly window: {readonly seconds: number; readonly isLifetime: boolean} | undefined
}

export interface SetMetrics {
  readonly set: GroveSet
  readonly roles: readonly RoleMetrics[]
  readonly notes: readonly string[]
}

export interface Latency {
  readonly p50: Quantile
  readonly p99: Quantile
  readonly count: number
}

/** The pod of a worker that answers Prometheus: of a worker on several nodes only the first one does. */
export interface Engine {
  readonly role: Role
  readonly worker: Worker
  readonly pod: GrovePod
  readonly endpoint: MetricsEndpoint
}

/** Where the workers of a set can be asked. Pods that name no port have nobody to ask. */
export function enginesOf(set: GroveSet, pods: readonly KubeObject[]): readonly Engine[] {
  const objects = new Map(pods.map((pod) => [pod.metadata.uid, pod]))
  return set.replicas.flatMap(({roles}) =>
    roles.flatMap(({role, workers}) =>
      workers.flatMap((worker): readonly Engine[] => {
        const pod = leaderOf(role, worker)
        const object = pod && objects.get(pod.uid)
        if (!pod || !object || pod.state !== 'ready' || !hasPort(object)) return []
        return [{role, worker, pod, endpoint: metricsEndpoint(object)}]
      }),
    ),
  )
}

const leaderOf = ({cliques}: Role, {pods}: Worker): GrovePod | undefined =>
  [...pods].sort((a, b) => cliques.indexOf(a.cliqueName) - cliques.indexOf(b.cliqueName) || a.index - b.index)[0]

function hasPort(object: KubeObject): boolean {
  if (object.metadata.annotations?.['prometheus.io/port'] !== undefined) return true
  const containers: readonly {ports?: unknown}[] = object['spec']?.containers ?? []
  return containers.some(({ports}) => list(ports).length > 0)
}

/** By the engine's pod: `namespace/name`. */
export type Scrapes = ReadonlyMap<string, Scrape>

export const engineKey = ({pod}: Pick<Engine, 'pod'>): string => `${pod.namespace}/${pod.name}`

export interface Measured {
  readonly engines: readonly Engine[]
  readonly before: Scrapes | undefined
  readonly after: Scrapes
  readonly loads: GpuLoads
}

/** The metrics of each role. Latencies are never averaged: what the engines observed is put together first. */
export function roleMetrics(set: GroveSet, roles: readonly Role[], measured: Measured): readonly RoleMetrics[] {
  return roles.map((role) => {
    const own = measured.engines.filter((engine) => engine.role.name === role.name)
    const all = set.replicas.flatMap((replica) => replica.roles.filter((each) => each.role.name === role.name))
    const targets = own.flatMap((engine) => targetOf(engine, measured))
    const measure = (metric: EngineMetric): Measurement => measureEngines(targets, metric)
    const tokens = measure(role.duty === 'prefill' ? 'prompt-tokens-per-second' : 'tokens-per-second')
    const ttft = role.duty === 'decode' ? undefined : measure('ttft')
    const tpot = role.duty === 'prefill' || role.duty === 'frontend' ? undefined : measure('itl')
    const kv = numberOf(measure('kv-cache'))
    const {busyPercent} = loadOf(
      all.flatMap(({workers}) => workers.flatMap(({pods}) => pods)),
      measured.loads,
    )
    return {
      role,
      answered: targets.length,
      expected: all.reduce((sum, {desired}) => sum + desired, 0),
      tokensPerSecond: numberOf(tokens),
      ttft: latencyOf(ttft),
      tpot: latencyOf(tpot),
      kvCacheRatio: kv === undefined ? undefined : kv / 100,
      gpuUtilRatio: busyPercent === undefined ? undefined : busyPercent / 100,
      queueDepth: numberOf(measure('waiting')),
      activeRequests: numberOf(measure('running')),
      engines: [...new Set(targets.flatMap(({after}) => titleOf(after)))],
      window: windowOf(targets, [tokens, ttft, tpot]),
    }
  })
}

function targetOf(engine: Engine, {before, after}: Measured): readonly EngineTarget[] {
  const now = after.get(engineKey(engine))
  if (!now) return []
  const then = before?.get(engineKey(engine))
  const startedAtMs = Date.parse(engine.pod.readyAt ?? engine.pod.createdAt ?? '')
  return [{after: now, ...(then && {before: then}), ...(Number.isFinite(startedAtMs) && {startedAtMs})}]
}

const titleOf = ({exposition}: Scrape): readonly string[] => {
  const engine = engineIn(exposition)
  return engine ? [engineVocabularies[engine].title] : []
}

const numberOf = (measurement: Measurement): number | undefined =>
  measurement.kind === 'value' ? measurement.value : undefined

const latencyOf = (measurement: Measurement | undefined): Latency | undefined =>
  measurement?.kind === 'latency' ? {p50: measurement.p50, p99: measurement.p99, count: measurement.count} : undefined

function windowOf(targets: readonly EngineTarget[], all: readonly (Measurement | undefined)[]): RoleMetrics['window'] {
  for (const each of all)
    if (each && each.kind !== 'missing')
      return {seconds: each.window.seconds, isLifetime: each.window.isLifetime === true}
  const [target] = targets
  return target?.before && {seconds: (target.after.atMs - target.before.atMs) / 1000, isLifetime: false}
}
