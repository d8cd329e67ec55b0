import {at, list, text} from '@ome/capacity/fields'
import type {Exposition} from '@ome/engine-metrics/prometheus-text'
import {isScrape, scrapePods} from '@ome/engine-metrics/scrape-pods'
import type {KaitoReport} from '@ome/kaito/kaito-report'
import {services} from '@ome/kinds/kubernetes'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {Engine} from '../../domain/engine.ts'
import {type BenchmarkTimes, benchmarkTimes} from '../domain/benchmark.ts'
import {type Asked, type Download, type KaitoProbe, loadingPods, servicesOf} from '../domain/kaito-status.ts'

/** The benchmark ends before a pod is ready: its result stands at the beginning of the log. */
const mostLogLines = 5000
const metricsPort = 5000

export const kaitoProbe = (kube: KubeClient, engine: Engine, now: () => Date): KaitoProbe => ({
  external: (report) => readExternal(kube, report),
  async ask(report) {
    const [{served, silence}, downloads, times, external] = await Promise.all([
      askServed(engine, report),
      readDownloads(kube, report, now),
      readTimes(kube, report),
      readExternal(kube, report),
    ])
    return {
      downloads,
      ...(served && {served}),
      ...(silence !== undefined && {silence}),
      ...(times && {times}),
      ...(external !== undefined && {external}),
    }
  },
})

async function askServed(engine: Engine, {subject, pods}: KaitoReport): Promise<Pick<Asked, 'served' | 'silence'>> {
  const {namespace, noun} = subject
  const [service] = noun === 'ragengine' ? [] : servicesOf(subject)
  if (service === undefined || !pods.some(({ready}) => ready)) return {}
  try {
    return {served: await engine.servedModels({namespace, service, port: 80, noun})}
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'cancelled') throw error
    return {silence: error.message}
  }
}

async function readDownloads(kube: KubeClient, report: KaitoReport, now: () => Date): Promise<readonly Download[]> {
  const {namespace} = report.subject
  const endpoints = loadingPods(report).map(({name}) => ({namespace, pod: name, port: metricsPort, path: '/metrics'}))
  const scraped = endpoints.length === 0 ? [] : await scrapePods(kube, endpoints, {now})
  return scraped.flatMap(({endpoint, answer}) =>
    isScrape(answer) ? (downloadIn(endpoint.pod, answer.exposition) ?? []) : [],
  )
}

/** Source: KAITO v0.12, the gauges its wrapper of vLLM adds. */
function downloadIn(pod: string, {samples}: Exposition): Download | undefined {
  const value = (name: string): number | undefined => samples.get(`kaito_model_download_${name}`)?.[0]?.value
  const bytesPerSecond = value('speed_bytes_per_second')
  const remaining = value('remaining_seconds')
  if (bytesPerSecond === undefined && remaining === undefined) return undefined
  return {
    pod,
    ...(bytesPerSecond !== undefined && {bytesPerSecond}),
    ...(remaining !== undefined && remaining >= 0 && {remainingSeconds: remaining}),
  }
}

async function readTimes(kube: KubeClient, {subject, pods}: KaitoReport): Promise<BenchmarkTimes | undefined> {
  const pod = pods.find(({ready, leads}) => ready && leads)
  if (subject.noun === 'ragengine' || subject.performance === undefined || !pod) return undefined
  let left = mostLogLines
  try {
    for await (const line of kube.logs(pod.name, {namespace: pod.namespace, container: pod.container})) {
      const times = benchmarkTimes(line)
      if (times || --left <= 0) return times
    }
  } catch (error) {
    if (!isOmeError(error) || !['denied', 'not-found', 'failed'].includes(error.kind)) throw error
  }
  return undefined
}

async function readExternal(kube: KubeClient, {subject}: KaitoReport): Promise<string | undefined> {
  const [name] = servicesOf(subject)
  if (name === undefined || subject.noun === 'inferenceset') return undefined
  try {
    const service = await kube.get(services, name, {namespace: subject.namespace})
    const [ingress] = list(at(service, 'status', 'loadBalancer', 'ingress'))
    return text(at(ingress, 'ip')) ?? text(at(ingress, 'hostname'))
  } catch (error) {
    if (isOmeError(error) && error.kind === 'denied') return undefined
    throw error
  }
}
