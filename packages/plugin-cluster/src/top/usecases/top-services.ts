import {measureEngines} from '@ome/engine-metrics/measure-engines'
import {isScrape, type Scraped} from '@ome/engine-metrics/scrape-pods'
import type {Query} from '@ome/inference-model/lists'
import {didYouMean} from '@ome/inference-model/names'
import type {Service} from '@ome/inference-model/service'
import {runsEngine} from '@ome/inference-model/service-pod'
import {OmeError} from '@ome/sdk/errors'
import type {Catalogue} from '../../domain/listing.ts'
import type {LoadReader, Top} from '../domain/load.ts'
import {type ServiceRow, serviceKeys, sorted} from '../domain/rows.ts'
import {busyOfPods, engineNotes, gpuNotes, usageNotes, usageOf} from '../domain/sources.ts'

export interface TopInput {
  readonly query: Query
  /** None: all of them. */
  readonly names: readonly string[]
  readonly sortBy: string | undefined
}

/** What services use: one list per kind, and one question to every running engine and to the exporter of its node. */
export async function topServices(
  {catalogue, load}: {readonly catalogue: Catalogue; readonly load: LoadReader},
  {query, names, sortBy}: TopInput,
): Promise<Top<ServiceRow>> {
  const [{items: all, unreadable}, usages] = await Promise.all([
    catalogue.runningServices.list(query),
    load.serviceUsages(query.namespace),
  ])
  const items = names.length === 0 ? all : named(all, names)
  const running = items.flatMap(({pods}) => pods.filter(runsEngine))
  const nodes = [...new Set(running.flatMap(({gpus, node}) => (gpus > 0 && node !== undefined ? [node] : [])))]
  const [scraped, gpus] = await Promise.all([
    load.engines(running.flatMap(({metrics}) => metrics ?? [])),
    load.gpus(nodes),
  ])
  const answers = new Map(scraped.map((each) => [`${each.endpoint.namespace}/${each.endpoint.pod}`, each]))
  const rows = items.map((service): ServiceRow => {
    const keys = service.pods.map(({name}) => `${service.namespace}/${name}`)
    const usage = usageOf(usages, keys)
    const busy = busyOfPods(gpus?.readings ?? [], new Set(keys))
    return {
      name: service.name,
      namespace: service.namespace,
      readyReplicas: service.readyReplicas,
      replicas: service.replicas,
      gpus: service.gpus,
      ...(usage && {cores: usage.cores, memoryBytes: usage.bytes}),
      ...(busy !== undefined && {gpuUtilization: busy}),
      ...engineFigures(service, answers),
    }
  })
  const notes = [
    ...unreadable.map((right) => `not everything is shown: you may not ${right}`),
    ...usageNotes(usages),
    ...gpuNotes(gpus, nodes.length),
    ...engineNotes(scraped),
  ]
  return {rows: sorted(rows, sortBy, serviceKeys), notes}
}

function named(services: readonly Service[], names: readonly string[]): readonly Service[] {
  const known = services.map(({name}) => name)
  const missing = names.find((name) => !known.includes(name))
  if (missing === undefined) return services.filter(({name}) => names.includes(name))
  throw new OmeError('not-found', `service "${missing}" not found`, [
    ...didYouMean(missing, known),
    'list them: ome get services',
  ])
}

function engineFigures(
  {pods, namespace}: Service,
  answers: ReadonlyMap<string, Scraped>,
): Pick<ServiceRow, 'kvCache' | 'running' | 'waiting'> {
  const targets = pods.flatMap(({name}) => {
    const answer = answers.get(`${namespace}/${name}`)?.answer
    return answer && isScrape(answer) ? [{after: answer}] : []
  })
  const level = (metric: 'kv-cache' | 'running' | 'waiting'): number | undefined => {
    const found = measureEngines(targets, metric)
    return found.kind === 'value' ? found.value : undefined
  }
  const [kvCache, running, waiting] = [level('kv-cache'), level('running'), level('waiting')]
  return {
    ...(kvCache !== undefined && {kvCache}),
    ...(running !== undefined && {running}),
    ...(waiting !== undefined && {waiting}),
  }
}
