import type {ApiObject} from '../api.ts'
import {nodes, pods} from '../controllers/resources.ts'
import {callPod, whole} from '../kubelet/inside-call.ts'
import type {ContainerHost} from '../kubelet/workload.ts'
import {containerMetrics} from './container-metrics.ts'
import {discoverTargets, endpointOf, type ScrapeTarget} from './discovery.ts'
import type {Incoming, SampleStore} from './sample-store.ts'
import type {Labels} from './series-source.ts'
import {type Exposition, isCounter, labelsOf, type MetricFamily, parseExposition} from './text-format.ts'

/** How the last scrape of an endpoint went. */
export interface TargetState {
  readonly target: ScrapeTarget
  readonly time: number
  readonly error: string
}

/** Scrapes everything there is into a store. */
export interface Scraper {
  scrape(): void
  /** When the last scrape was, in milliseconds since the epoch; undefined before the first. */
  readonly last: number | undefined
  readonly states: readonly TargetState[]
  readonly families: ReadonlyMap<string, MetricFamily>
}

/** `begun`: since when this Prometheus has been there; it remembers nothing older. */
export function scraper(host: ContainerHost, store: SampleStore, begun: number): Scraper {
  const {api, clock} = host.world
  const states = new Map<string, TargetState>()
  const families = new Map<string, MetricFamily>()
  /** What is known of the series of each endpoint, so that their labels are read once. */
  const known = new Map<string, Map<string, Reading>>()
  let last: number | undefined

  function visit(target: ScrapeTarget, time: number, births: Births): void {
    const answered = whole(({status, body}) => {
      if (status !== 200) return settle(target, time, `server returned HTTP status ${status}`)
      take(target, time, body, births)
    })
    const listens = callPod(host.forward, target, {headers: {accept: 'text/plain;version=0.0.4'}}, answered)
    if (!listens) settle(target, time, `dial tcp ${target.labels['instance']}: connect: connection refused`)
  }

  function take(target: ScrapeTarget, time: number, body: string, births: Births): void {
    try {
      const exposition = parseExposition(body)
      for (const [name, family] of exposition.families) families.set(name, family)
      settle(target, time, '', samplesOf(target, exposition, births))
    } catch (error) {
      settle(target, time, error instanceof Error ? error.message : String(error))
    }
  }

  function samplesOf(target: ScrapeTarget, {samples, families}: Exposition, births: Births): Incoming[] {
    const program = births.program(target)
    const readings = known.get(endpointOf(target)) ?? new Map<string, Reading>()
    known.set(endpointOf(target), readings)
    return samples.map(({series, value}) => {
      const reading = readings.get(series) ?? readingOf(target, series, families)
      readings.set(series, reading)
      return {...reading, value, since: Math.max(begun, births.thing(reading.labels) ?? program)}
    })
  }

  function settle(target: ScrapeTarget, time: number, error: string, incoming: readonly Incoming[] = []): void {
    const key = endpointOf(target)
    states.set(key, {target, time, error})
    const own = known.get(key) ?? new Map<string, Reading>()
    known.set(key, own)
    const about = (name: string, value: number): Incoming => {
      const reading = own.get(name) ?? {labels: {...target.labels, __name__: name}, isCounter: false}
      own.set(name, reading)
      return {...reading, value, since: begun}
    }
    store.record(key, time, [
      ...incoming,
      about('up', error === '' ? 1 : 0),
      about('scrape_samples_scraped', incoming.length),
    ])
  }

  return {
    get last() {
      return last
    },
    get states() {
      return [...states.values()]
    },
    families,
    scrape() {
      const time = Math.round(clock.now())
      last = time
      const births = birthsOf(host)
      const targets = discoverTargets(api)
      const there = new Set([...targets.map(endpointOf), kubeletTarget])
      for (const key of store.targets()) if (!there.has(key)) store.end(key, time)
      for (const key of states.keys()) {
        if (there.has(key)) continue
        states.delete(key)
        known.delete(key)
      }
      for (const target of targets) visit(target, time, births)
      store.record(kubeletTarget, time, containerMetrics(host.world, time, begun))
    },
  }
}

const kubeletTarget = 'kubelet'

type Reading = Pick<Incoming, 'labels' | 'isCounter'>

function readingOf(target: ScrapeTarget, series: string, families: ReadonlyMap<string, MetricFamily>): Reading {
  const labels = labelsOf(series)
  return {labels: joined(target, labels), isCounter: isCounter(labels['__name__'] ?? '', families)}
}

function joined({labels: own, honorLabels}: ScrapeTarget, scraped: Labels): Labels {
  if (honorLabels) return {...own, ...scraped}
  const clashes = Object.keys(scraped).filter((name) => own[name] !== undefined)
  if (clashes.length === 0) return {...scraped, ...own}
  const renamed = Object.entries(scraped).map(([name, value]) => [
    own[name] === undefined ? name : `exported_${name}`,
    value,
  ])
  return {...Object.fromEntries(renamed), ...own}
}

interface Births {
  /** When the program behind a target began. */
  program(target: ScrapeTarget): number
  /** When the pod or node that a series speaks of came into being; undefined when it speaks of none. */
  thing(labels: Labels): number | undefined
}

function birthsOf({world: {api}}: ContainerHost): Births {
  const born = (object: ApiObject): number => Date.parse(object.metadata.creationTimestamp ?? '')
  const ofPods = new Map(api.list(pods).map((pod) => [`${pod.metadata.namespace}/${pod.metadata.name}`, born(pod)]))
  const ofNodes = new Map(api.list(nodes).map((node) => [node.metadata.name, born(node)]))
  return {
    program({pod, labels}) {
      const statuses: {name: string; state?: {running?: {startedAt?: string}}}[] = pod.status?.containerStatuses ?? []
      const own = statuses.find(({name}) => name === labels['container']) ?? statuses[0]
      return Date.parse(own?.state?.running?.startedAt ?? '') || born(pod)
    },
    thing: (labels) =>
      labels['pod'] === undefined
        ? ofNodes.get(labels['node'] ?? '')
        : ofPods.get(`${labels['namespace']}/${labels['pod']}`),
  }
}
