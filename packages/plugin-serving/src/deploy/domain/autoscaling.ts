import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'

/** What the number of replicas shall follow, and how much of it one replica may have. */
export interface Autoscaling {
  readonly min: number
  readonly max: number
  readonly by: ResourceScaling | QueryScaling
}

export interface ResourceScaling {
  readonly kind: 'resource'
  readonly resource: 'cpu' | 'memory'
  /** Percent of what the pods request. */
  readonly target: number
}

export interface QueryScaling {
  readonly kind: 'query'
  readonly target: number
  readonly server: string
  /** Prometheus is asked this. */
  readonly query: string
  /** The same for OME up to v1.2, which puts the name of the component in for `%s`. */
  readonly template: string
}

interface Metric {
  readonly unit: string
  /** An expression over the pods of the engine, `{}` standing for what selects them; its sum over all pods. */
  readonly query: string
}

const named = (...names: readonly string[]): string => `{__name__=~"${names.join('|')}",{}}`
const perMinute = '[2m]'

/**
 * Metrics of vLLM and SGLang by their meaning; one selector each, since a template of OME takes one name. KEDA divides a
 * value by the replicas and holds the quotient below the target: what is no sum by nature is summed over the pods too.
 * Source: names of the engines' metrics as in the tables of their `/metrics`.
 */
const metrics: Readonly<Record<string, Metric>> = {
  'requests-per-second': {
    unit: 'requests/s',
    query: `sum(rate(${named('vllm:request_success_total', 'sglang[:_]num_requests_total')}${perMinute}))`,
  },
  'tokens-per-second': {
    unit: 'tokens/s',
    query: `sum(rate(${named('vllm:generation_tokens_total', 'sglang[:_]generation_tokens_total')}${perMinute}))`,
  },
  'queue-depth': {
    unit: 'waiting requests',
    query: `sum(${named('vllm:num_requests_waiting', 'sglang[:_]num_queue_reqs')})`,
  },
  concurrency: {
    unit: 'running requests',
    query: `sum(${named('vllm:num_requests_running', 'sglang[:_]num_running_reqs')})`,
  },
  'kv-cache': {
    unit: 'share of the KV cache, 0 to 1',
    query: `sum(${named('vllm:kv_cache_usage_perc', 'vllm:gpu_cache_usage_perc', 'sglang[:_]token_usage')})`,
  },
  'ttft-p95': {
    unit: 'seconds',
    query: `sum(histogram_quantile(0.95, sum by (le, pod) (rate(${named('vllm:time_to_first_token_seconds_bucket', 'sglang[:_]time_to_first_token_seconds_bucket')}${perMinute}))))`,
  },
}

const resources = ['cpu', 'memory'] as const
export const metricNames: readonly string[] = [...resources, ...Object.keys(metrics)]

export type WantedMetric =
  | {readonly kind: 'resource'; readonly resource: 'cpu' | 'memory'; readonly unit: string}
  | {readonly kind: 'query'; readonly name: string; readonly unit: string}

/** The metric of that name. Throws `usage`. */
export function metricNamed(typed: string): WantedMetric {
  const resource = resources.find((name) => name === typed)
  if (resource) return {kind: 'resource', resource, unit: 'percent of what the pods request'}
  const metric = Object.hasOwn(metrics, typed) ? metrics[typed] : undefined
  if (metric) return {kind: 'query', name: typed, unit: metric.unit}
  const near = nearest(typed, metricNames)
  throw new OmeError('usage', `unknown metric "${typed}"`, [
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
    `there are ${metricNames.join(', ')}`,
  ])
}

/** Target of a resource is a percentage; that of a query any positive number. Throws `usage`. */
export function checkTarget(metric: WantedMetric, target: number): void {
  if (metric.kind === 'resource' && !(Number.isInteger(target) && target >= 1 && target <= 100))
    throw new OmeError(
      'usage',
      `--target ${target} for ${metric.resource} is a percentage, a whole number from 1 to 100`,
    )
  if (!(target > 0)) throw new OmeError('usage', `--target ${target} has to be more than 0`)
  if (metric.kind === 'query' && metric.name === 'kv-cache' && target > 1)
    throw new OmeError('usage', `--target ${target} is more than all of the KV cache`, ['a share of it, such as 0.8'])
}

/** Ends of the names of pods: of a Deployment `-6d5f-x7k2p`, of instances that OME runs itself `-0-default-0`. */
const podEnd = {deployment: '[a-z0-9]+-[a-z0-9]+', instances: '[0-9]+-[a-z0-9-]+-[0-9]+'} as const

/** The query of a metric for one service. `labelled`: the Prometheus puts service and component on every series. */
export function queryFor(
  name: string,
  service: {readonly name: string; readonly namespace: string; readonly runs: keyof typeof podEnd},
  labelled: boolean,
): Pick<QueryScaling, 'query' | 'template'> {
  const expression = metrics[name]?.query ?? ''
  const filled = (selector: string): string => expression.replaceAll('{}', selector)
  const pods = (component: string): string =>
    `namespace="${service.namespace}",pod=~"${component}-${podEnd[service.runs]}"`
  const own = `namespace="${service.namespace}",inferenceservice="${service.name}",component="engine"`
  return {
    query: filled(labelled ? own : pods(`${service.name}-engine`)),
    template: filled(pods('%s')),
  }
}
