import {type EngineTarget, measureEngines} from '@ome/engine-metrics/measure-engines'
import {metricsEndpoint} from '@ome/engine-metrics/metrics-endpoint'
import {isScrape, scrapePods} from '@ome/engine-metrics/scrape-pods'
import {type PodCliqueSet, podCliqueSets, podCliques} from '@ome/kinds/grove'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import {toGrovePod} from '../../domain/grove-pod.ts'
import {label, labelOf, partOfSet} from '../../domain/labels.ts'
import {type Duty, rolesOf} from '../../domain/role.ts'
import type {Measured} from '../domain/observation.ts'
import type {DriverClock} from '../domain/ports.ts'
import type {Metric, Rollout} from '../domain/rollout.ts'
import type {Latencies} from '../domain/rollout-world.ts'
import type {Effect} from '../domain/step.ts'

const pods = {group: '', version: 'v1', plural: 'pods', namespaced: true}

export interface Measuring {
  readonly namespace: string
  readonly name: string
  readonly clock: DriverClock
}

type Ask = Extract<Effect, {type: 'measure'}>

/** What workers of one side say over a window: quantiles are of what was observed between two scrapes. */
export async function measureGates(
  kube: KubeClient,
  {namespace, name, clock}: Measuring,
  rollout: Rollout,
  {of, step, attempt}: Ask,
): Promise<Measured> {
  const own = {namespace, labelSelector: partOfSet(name)}
  const [set, cliques, all] = await Promise.all([
    kube.get(podCliqueSets, name, {namespace}),
    kube.list(podCliques, own),
    kube.list(pods, own),
  ])
  if (!set) return {of, step, attempt, values: {}}
  const wanted = new Map(cliques.map((clique) => [clique.metadata.name, labelOf(clique, label.templateHash)]))
  const isMeant = (object: KubeObject): boolean => {
    const pod = toGrovePod(object)
    return pod?.state === 'ready' && (of === 'old' || pod.hash === wanted.get(pod.clique))
  }
  const meant = all.filter(isMeant)
  const endpoints = meant.filter(listens).map(metricsEndpoint)
  const now = (): Date => new Date(clock.now())
  const before = await scrapePods(kube, endpoints, {now})
  await clock.sleep(rollout.windowSeconds * 1000)
  const after = await scrapePods(kube, endpoints, {now})
  const duties = dutiesOf(set as unknown as PodCliqueSet, meant)
  const targets = after.flatMap(({endpoint, answer}, index) => {
    const first = before[index]?.answer
    if (!isScrape(answer)) return []
    const target: EngineTarget = {after: answer, ...(first && isScrape(first) ? {before: first} : {})}
    return [{target, duty: duties.get(endpoint.pod)}]
  })
  return {of, step, attempt, values: valuesOf(targets)}
}

/** What all ready workers said since they began, and those that are new beside the others: from one look. */
export async function latenciesSinceStart(
  kube: KubeClient,
  {namespace, name, clock}: Measuring,
  fresh: ReadonlySet<string>,
): Promise<Latencies> {
  const own = {namespace, labelSelector: partOfSet(name)}
  const [[set], all] = await Promise.all([
    kube.list(podCliqueSets, {namespace, fieldSelector: `metadata.name=${name}`}),
    kube.list(pods, own),
  ])
  if (!set) return {all: {}}
  const ready = all.filter((object) => toGrovePod(object)?.state === 'ready')
  const scraped = await scrapePods(kube, ready.filter(listens).map(metricsEndpoint), {now: () => new Date(clock.now())})
  const duties = dutiesOf(set as unknown as PodCliqueSet, ready)
  const targets = scraped.flatMap(({endpoint: {pod}, answer}) =>
    isScrape(answer) ? [{target: {after: answer}, duty: duties.get(pod), isFresh: fresh.has(pod)}] : [],
  )
  const [ours, others] = [targets.filter(({isFresh}) => isFresh), targets.filter(({isFresh}) => !isFresh)]
  const sides = ours.length > 0 && others.length > 0 ? {fresh: valuesOf(ours), old: valuesOf(others)} : undefined
  return {all: valuesOf(targets), ...(sides && {sides})}
}

const listens = (pod: KubeObject): boolean =>
  (pod['spec']?.containers ?? []).some(({ports}: {ports?: unknown[]}) => (ports?.length ?? 0) > 0)

function dutiesOf(set: PodCliqueSet, all: readonly KubeObject[]): ReadonlyMap<string, Duty | undefined> {
  const roles = rolesOf(set.spec.template)
  return new Map(
    all.map((object) => {
      const clique = toGrovePod(object)?.cliqueName ?? ''
      return [object.metadata.name, roles.find(({cliques}) => cliques.includes(clique))?.duty]
    }),
  )
}

interface Target {
  readonly target: EngineTarget
  readonly duty: Duty | undefined
}

function valuesOf(targets: readonly Target[]): Measured['values'] {
  const of = (duty: Duty): readonly EngineTarget[] =>
    targets.filter((one) => one.duty === duty).map(({target}) => target)
  // What users see is at the frontend; without one the engines that make it tell.
  const first = of('frontend').length > 0 ? of('frontend') : of('prefill')
  const later = of('frontend').length > 0 ? of('frontend') : of('decode')
  const any = targets.filter(({duty}) => duty === undefined).map(({target}) => target)
  const entries = [
    ['ttft', first.length > 0 ? first : any, 'ttft'],
    ['tpot', later.length > 0 ? later : any, 'itl'],
  ] as const
  const latencies = entries.flatMap(([metric, engines, name]) =>
    engines.length === 0 ? [] : [[metric, latencyOf(engines, name)] as const],
  )
  const all = targets.map(({target}) => target)
  return {...Object.fromEntries(latencies), ...(all.length === 0 ? {} : errorRate(all))}
}

function latencyOf(engines: readonly EngineTarget[], metric: 'ttft' | 'itl'): {value: number | null; count: number} {
  const measured = measureEngines(engines, metric)
  return measured.kind === 'latency' ? {value: measured.p99.value, count: measured.count} : {value: null, count: 0}
}

function errorRate(engines: readonly EngineTarget[]): Partial<Record<Metric, {value: number | null; count: number}>> {
  const asked = measureEngines(engines, 'requests-per-second')
  const failed = measureEngines(engines, 'failed-per-second')
  if (asked.kind !== 'value') return {'error-rate': {value: null, count: 0}}
  const bad = failed.kind === 'value' ? failed.value : 0
  const total = asked.value + bad
  return {'error-rate': {value: total > 0 ? bad / total : null, count: Math.round(total * asked.window.seconds)}}
}
