import type {RequestInfo} from '../request-info.ts'
import type {ResourceType} from '../resource-type.ts'

interface Series {
  readonly labels: string
  readonly codes: Map<number, number>
  readonly buckets: Uint32Array
  sum: number
  count: number
}

/** Upper bounds in seconds, as the real server has them. */
const bounds = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60,
] as const

/** Counts the requests of a server and how long they took. */
export interface RequestMetrics {
  /** Called when an answer is complete; watches count as long as they were open. */
  count(info: RequestInfo, code: number, seconds: number, dryRun: boolean): void
  /** In Prometheus' text format. */
  text(): string
}

const verbNames: Readonly<Record<string, string>> = {
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
  get: 'GET',
  list: 'LIST',
  watch: 'WATCH',
}

/** Empty counters. One map lookup and two additions a request. */
export function requestMetrics(): RequestMetrics {
  const series = new Set<Series>()
  const byType = new Map<ResourceType | undefined, Map<string, Series>>()

  function find({resource, verb}: RequestInfo, dryRun: boolean): Series {
    const type = resource?.type
    const scope =
      resource === undefined ? '' : resource.name ? 'resource' : resource.namespace ? 'namespace' : 'cluster'
    let ofType = byType.get(type)
    if (!ofType) {
      ofType = new Map()
      byType.set(type, ofType)
    }
    const subresource = resource?.subresource ?? ''
    const key = `${verb} ${scope} ${subresource}${dryRun ? ' dry' : ''}`
    const known = ofType.get(key)
    if (known) return known
    const shown = verbNames[verb] ?? verb.toUpperCase()
    const about = `group="${type?.group ?? ''}",resource="${type?.plural ?? ''}",scope="${scope}",subresource="${subresource}",verb="${shown}",version="${type?.version ?? ''}"`
    const made: Series = {
      labels: `component="apiserver",dry_run="${dryRun ? 'All' : ''}",${about}`,
      codes: new Map(),
      buckets: new Uint32Array(bounds.length),
      sum: 0,
      count: 0,
    }
    ofType.set(key, made)
    series.add(made)
    return made
  }

  return {
    count(info, code, seconds, dryRun) {
      const one = find(info, dryRun)
      one.codes.set(code, (one.codes.get(code) ?? 0) + 1)
      one.sum += seconds
      one.count++
      const at = bounds.findIndex((bound) => seconds <= bound)
      if (at >= 0) one.buckets[at] = (one.buckets[at] ?? 0) + 1
    },
    text: () => `${totals(series)}${durations(series)}`,
  }
}

function totals(all: Iterable<Series>): string {
  let text =
    '# HELP apiserver_request_total Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.\n# TYPE apiserver_request_total counter\n'
  for (const {labels, codes} of all)
    for (const [code, count] of codes) text += `apiserver_request_total{code="${code}",${labels}} ${count}\n`
  return text
}

function durations(all: Iterable<Series>): string {
  const name = 'apiserver_request_duration_seconds'
  let text = `# HELP ${name} Response latency distribution in seconds for each verb, dry run value, group, version, resource, subresource, scope and component.\n# TYPE ${name} histogram\n`
  for (const {labels, buckets, sum, count} of all) {
    let below = 0
    for (const [i, bound] of bounds.entries()) {
      below += buckets[i] ?? 0
      text += `${name}_bucket{${labels},le="${bound}"} ${below}\n`
    }
    text += `${name}_bucket{${labels},le="+Inf"} ${count}\n${name}_sum{${labels}} ${sum}\n${name}_count{${labels}} ${count}\n`
  }
  return text
}
