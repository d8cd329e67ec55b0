import {type EngineTarget, measureEngines, missing} from '@ome/engine-metrics/measure-engines'
import {isScrape, type Scraped} from '@ome/engine-metrics/scrape-pods'
import type {ServicePod} from '@ome/inference-model/service-pod'
import {enginePods, type Measured, type ServiceMeasurements} from '../domain/measured-service.ts'
import type {MeasureInput, Measuring, ReadService} from '../domain/measuring.ts'
import {engineMetricsOf} from '../domain/metric-name.ts'
import {measureGpus} from './measure-gpus.ts'

type Scrapes = ReadonlyMap<string, Scraped>

/** What the pods tell themselves, through the API server: two scrapes make rates, one tells the whole life. */
export async function* measurePods(
  ports: Measuring,
  first: Measured,
  readService: ReadService,
  input: MeasureInput,
): AsyncGenerator<ServiceMeasurements> {
  const {intervalMs, sinceMs} = input
  let service = first
  let before: Scrapes | undefined
  if (sinceMs === undefined && needsTwo(input)) {
    before = await scrape(ports, service)
    await ports.pause(intervalMs)
  }
  for (;;) {
    const after = await scrape(ports, service, input)
    yield await measurementsOf(ports, service, {before, after}, input)
    if (sinceMs === undefined) before = after
    await ports.pause(intervalMs)
    service = await readService()
  }
}

/** Levels and GPUs are known at once. */
const needsTwo = ({metrics}: MeasureInput): boolean => engineMetricsOf(metrics).some((metric) => !levels.has(metric))

const levels = new Set<string>(['running', 'waiting', 'kv-cache'])

async function scrape({scraper}: Measuring, service: Measured, input?: MeasureInput): Promise<Scrapes> {
  if (input && engineMetricsOf(input.metrics).length === 0) return new Map()
  const endpoints = asked(service).flatMap(({metrics}) => metrics ?? [])
  const scraped = await scraper.scrape(endpoints)
  return new Map(scraped.map((each) => [each.endpoint.pod, each]))
}

async function measurementsOf(
  ports: Measuring,
  service: Measured,
  {before, after}: {readonly before: Scrapes | undefined; readonly after: Scrapes},
  {metrics}: MeasureInput,
): Promise<ServiceMeasurements> {
  const pods = asked(service)
  const targets = pods.flatMap((pod) => targetOf(pod, before, after))
  const failures = [...after.values()].flatMap(({answer}) => (isScrape(answer) ? [] : [answer]))
  const {gpus, source: gpuSource} = await measureGpus(ports.scraper, service, metrics)
  const denied = failures.flatMap(({refusal}) => refusal ?? [])[0]
  const [silent] = failures
  return {
    at: ports.now(),
    service: {name: service.name, namespace: service.namespace},
    engines: engineMetricsOf(metrics).map((metric) =>
      silent && targets.length === 0 ? missing(metric, silent.reason) : measureEngines(targets, metric),
    ),
    gpus,
    source: {kind: 'pods', title: podsTitle(targets.length, pods.length)},
    gpuSource,
    notes: silent && targets.length > 0 ? [`${targets.length} of ${pods.length} pods answered: ${silent.reason}`] : [],
    ...(denied && {denied}),
    ...(silent && {silent: silent.reason}),
  }
}

/** Engine pods that have something to tell. */
const asked = (service: Measured): readonly ServicePod[] =>
  enginePods(service).filter(({metrics}) => metrics !== undefined)

const podsTitle = (answered: number, all: number): string =>
  answered === all ? `${all} ${all === 1 ? 'pod' : 'pods'}` : `${answered} of ${all} pods`

/** A pod that was there for the later scrape only is told from its first one, where it told nothing before. */
function targetOf(pod: ServicePod, before: Scrapes | undefined, after: Scrapes): readonly EngineTarget[] {
  const now = after.get(pod.name)?.answer
  if (!now || !isScrape(now)) return []
  const then = before?.get(pod.name)?.answer
  const startedAtMs = Date.parse(pod.startedAt ?? pod.createdAt ?? '')
  return [
    {
      after: now,
      ...(then && isScrape(then) && {before: then}),
      ...(Number.isFinite(startedAtMs) && {startedAtMs}),
    },
  ]
}
