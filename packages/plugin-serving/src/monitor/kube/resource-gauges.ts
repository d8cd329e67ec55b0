import {boundedText} from '@ome/engine-metrics/bounded-text'
import {proxyPath} from '@ome/engine-metrics/metrics-endpoint'
import type {Prometheus, Series} from '@ome/engine-metrics/prometheus-api'
import {type Exposition, parsePrometheusText} from '@ome/engine-metrics/prometheus-text'
import {podUsages} from '@ome/engine-metrics/resource-usage'
import {readGpuReport} from '@ome/kaito/gpu-report'
import type {KaitoPod} from '@ome/kaito/kaito-pod'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {type GpuSeries, meanOf, type PodGauges, podKey, type ResourceGauges} from '../domain/resource-use.ts'

const port = 5000
const mostBytes = 8 * 2 ** 20
const timeoutMs = 3000
const atOnce = 16

/** `prometheus` is looked for once, also where resources are measured again and again. */
export function resourceGauges(kube: KubeClient, prometheus: () => Promise<Prometheus | undefined>): ResourceGauges {
  let found: Promise<Prometheus | undefined> | undefined
  return {
    async series() {
      found ??= prometheus()
      const server = await found
      return server && (await seriesOf(server))
    },
    async pods(pods) {
      const gauges = new Map<string, PodGauges>()
      const left = pods.values()
      const work = async (): Promise<void> => {
        for (const pod of left) gauges.set(podKey(pod), await gaugesOf(kube, pod))
      }
      await Promise.all(Array.from({length: atOnce}, work))
      return gauges
    },
    usages: (namespace) => podUsages(kube, namespace),
  }
}

/** A scrape may have renamed the labels of the pod, because its own are called the same. */
const of = (name: string, fold: string): string =>
  `${fold} by (exported_namespace, exported_pod, namespace, pod) (${name})`

async function seriesOf(server: Prometheus): Promise<GpuSeries> {
  const [busy, used, volumes] = await Promise.all([
    server.query(of('DCGM_FI_DEV_GPU_UTIL', 'avg')),
    server.query(of('DCGM_FI_DEV_FB_USED', 'sum')),
    server.query('sum by (workspace_namespace, workspace_name) (kaito_workspace_pvc_allocated_bytes)'),
  ])
  return {
    busy: byPod(busy, 1),
    usedBytes: byPod(used, 2 ** 20),
    volumes: new Map(
      volumes.map(({labels, value}) => [`${labels['workspace_namespace']}/${labels['workspace_name']}`, value]),
    ),
    source: server.title,
  }
}

const byPod = (series: readonly Series[], times: number): ReadonlyMap<string, number> =>
  new Map(
    series
      .filter(({value}) => Number.isFinite(value))
      .map(({labels, value}) => {
        const namespace = labels['exported_namespace'] || labels['namespace']
        const pod = labels['exported_pod'] || labels['pod']
        return [`${namespace}/${pod}`, value * times] as const
      }),
  )

/** Nothing for a pod that does not answer, or may not be asked. */
async function gaugesOf(kube: KubeClient, {namespace, name, leads}: KaitoPod): Promise<PodGauges> {
  if (!leads) return {}
  const limit = AbortSignal.timeout(timeoutMs)
  try {
    const path = proxyPath({namespace, pod: name, port, path: '/metrics'})
    const {status, body} = await kube.request('GET', path, {signal: limit})
    const text = status === 200 ? await boundedText(body, mostBytes, limit) : undefined
    if (text === undefined) return {}
    const report = readGpuReport(text)
    return report ? reported(report) : exported(parsePrometheusText(text))
  } catch (error) {
    if (!isOmeError(error) || (error.kind === 'cancelled' && !limit.aborted)) throw error
    return {}
  }
}

function reported(gpus: NonNullable<ReturnType<typeof readGpuReport>>): PodGauges {
  const gpuPercent = meanOf(gpus.map(({loadPercent}) => loadPercent))
  const sum = (values: readonly (number | undefined)[]): number =>
    values.reduce<number>((all, each) => all + (each ?? 0), 0)
  const used = sum(gpus.map(({usedGiB}) => usedGiB))
  const total = sum(gpus.map(({totalGiB}) => totalGiB))
  return {
    ...(gpuPercent !== undefined && {gpuPercent}),
    ...(total > 0 && {gpuUsedBytes: used * 2 ** 30, gpuTotalBytes: total * 2 ** 30}),
  }
}

function exported({samples}: Exposition): PodGauges {
  const first = (...names: readonly string[]): number | undefined =>
    names.map((name) => samples.get(name)?.[0]?.value).find((value) => value !== undefined && Number.isFinite(value))
  const kv = first('vllm:kv_cache_usage_perc', 'vllm:gpu_cache_usage_perc')
  const waiting = first('vllm:num_requests_waiting')
  return {...(kv !== undefined && {kvPercent: kv * 100}), ...(waiting !== undefined && {waiting})}
}
