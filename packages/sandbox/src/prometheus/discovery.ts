import type {ApiObject, LocalApi, ResourceName} from '../api.ts'
import {type LabelSelector, selects} from '../controllers/ownership.ts'
import {isTerminating} from '../controllers/pod-facts.ts'
import {pods, services} from '../controllers/resources.ts'
import {targetPort} from '../controllers/service-ports.ts'
import type {Labels} from './series-source.ts'

/** One endpoint to scrape. */
export interface ScrapeTarget {
  readonly pool: string
  readonly pod: ApiObject
  readonly port: number
  readonly path: string
  /** Labels that every sample of it gets. */
  readonly labels: Labels
  /** Keep labels of the same name that the program sets, instead of renaming them to `exported_…`. */
  readonly honorLabels: boolean
}

interface Port {
  readonly name?: string
  readonly containerPort: number
}

interface Container {
  readonly name: string
  readonly image: string
  readonly ports?: readonly Port[]
}

interface MonitorEndpoint {
  readonly port?: string
  readonly portNumber?: number
  readonly targetPort?: string | number
  readonly path?: string
  readonly honorLabels?: boolean
}

interface MonitorSpec {
  readonly selector?: LabelSelector
  readonly namespaceSelector?: {readonly any?: boolean; readonly matchNames?: readonly string[]}
  readonly jobLabel?: string
  readonly endpoints?: readonly MonitorEndpoint[]
  readonly podMetricsEndpoints?: readonly MonitorEndpoint[]
  readonly podTargetLabels?: readonly string[]
}

const monitor = (plural: string): ResourceName => ({group: 'monitoring.coreos.com', plural})
const podMonitors = monitor('podmonitors')
const serviceMonitors = monitor('servicemonitors')

/**
 * What a Prometheus finds to scrape: pods that monitors of the Prometheus operator select, pods with the annotations
 * `prometheus.io/{scrape,port,path}`, DCGM exporters and kube-state-metrics. An endpoint found twice is scraped once.
 */
export function discoverTargets(api: LocalApi): readonly ScrapeTarget[] {
  const running = api.list(pods).filter((pod) => pod.status?.phase === 'Running' && !isTerminating(pod))
  const found = [
    ...listed(api, serviceMonitors).flatMap((object) => ofServiceMonitor(api, object, running)),
    ...listed(api, podMonitors).flatMap((object) => ofPodMonitor(object, running)),
    ...running.flatMap(ofAnnotations),
    ...running.flatMap(ofExporter),
  ]
  const byEndpoint = new Map(found.map((target) => [endpointOf(target), target] as const).reverse())
  return [...byEndpoint.values()].reverse()
}

/** Names an endpoint; the same one for as long as its pod lives. */
export const endpointOf = ({pod, port, path}: ScrapeTarget): string => `${pod.metadata.uid}:${port}${path}`

const listed = (api: LocalApi, resource: ResourceName): ApiObject[] => (api.serves(resource) ? api.list(resource) : [])

function covers(object: ApiObject, spec: MonitorSpec): (namespace: string | undefined) => boolean {
  const {any, matchNames} = spec.namespaceSelector ?? {}
  if (any) return () => true
  const names = matchNames?.length ? matchNames : [object.metadata.namespace ?? '']
  return (namespace) => names.includes(namespace ?? '')
}

const containersOf = (pod: ApiObject): readonly Container[] => pod.spec.containers ?? []

const containerAt = (pod: ApiObject, port: number): string | undefined =>
  containersOf(pod).find(({ports}) => ports?.some(({containerPort}) => containerPort === port))?.name

const numberOf = (pod: ApiObject, wanted: string | number | undefined): number | undefined => {
  if (typeof wanted === 'number') return wanted
  return containersOf(pod)
    .flatMap(({ports}) => ports ?? [])
    .find(({name}) => name === wanted)?.containerPort
}

const withoutEmpty = (labels: Readonly<Record<string, string | undefined>>): Labels =>
  Object.fromEntries(Object.entries(labels).flatMap(([name, value]) => (value ? [[name, value]] : [])))

const baseLabels = (pod: ApiObject, port: number, job: string): Record<string, string | undefined> => ({
  job,
  instance: `${pod.status?.podIP ?? ''}:${port}`,
  namespace: pod.metadata.namespace,
  pod: pod.metadata.name,
})

function ofPodMonitor(object: ApiObject, running: readonly ApiObject[]): ScrapeTarget[] {
  const spec: MonitorSpec = object.spec ?? {}
  const isCovered = covers(object, spec)
  const job = `${object.metadata.namespace}/${object.metadata.name}`
  return running
    .filter((pod) => isCovered(pod.metadata.namespace) && selects(spec.selector, pod.metadata.labels))
    .flatMap((pod) =>
      (spec.podMetricsEndpoints ?? []).flatMap((endpoint, index) => {
        const port = endpoint.portNumber ?? numberOf(pod, endpoint.port ?? endpoint.targetPort)
        if (port === undefined) return []
        const copied = (spec.podTargetLabels ?? []).map((name) => [
          name.replace(/[^a-zA-Z0-9_]/g, '_'),
          pod.metadata.labels?.[name],
        ])
        const labels = withoutEmpty({
          ...baseLabels(pod, port, job),
          container: containerAt(pod, port),
          endpoint: endpoint.port ?? String(endpoint.targetPort ?? port),
          ...Object.fromEntries(copied),
        })
        return [made(`podMonitor/${job}/${index}`, pod, port, endpoint, labels)]
      }),
    )
}

function made(pool: string, pod: ApiObject, port: number, endpoint: MonitorEndpoint, labels: Labels): ScrapeTarget {
  return {pool, pod, port, path: endpoint.path ?? '/metrics', labels, honorLabels: endpoint.honorLabels ?? false}
}

function ofServiceMonitor(api: LocalApi, object: ApiObject, running: readonly ApiObject[]): ScrapeTarget[] {
  const spec: MonitorSpec = object.spec ?? {}
  const isCovered = covers(object, spec)
  const pool = `serviceMonitor/${object.metadata.namespace}/${object.metadata.name}`
  return api
    .list(services)
    .filter((service) => isCovered(service.metadata.namespace) && selects(spec.selector, service.metadata.labels))
    .flatMap((service) => {
      const members = running.filter(
        (pod) =>
          pod.metadata.namespace === service.metadata.namespace &&
          service.spec?.selector &&
          selects({matchLabels: service.spec.selector}, pod.metadata.labels),
      )
      return members.flatMap((pod) =>
        (spec.endpoints ?? []).flatMap((endpoint, index) => {
          const declared = (service.spec?.ports ?? []).find((one: {name?: string}) => one.name === endpoint.port)
          const port = declared ? targetPort(declared, pod) : numberOf(pod, endpoint.targetPort)
          if (port === undefined) return []
          const job = service.metadata.labels?.[spec.jobLabel ?? ''] ?? service.metadata.name
          const labels = withoutEmpty({
            ...baseLabels(pod, port, job),
            service: service.metadata.name,
            container: containerAt(pod, port),
            endpoint: endpoint.port ?? String(endpoint.targetPort ?? port),
          })
          return [made(`${pool}/${index}`, pod, port, endpoint, labels)]
        }),
      )
    })
}

function ofAnnotations(pod: ApiObject): ScrapeTarget[] {
  const annotations = pod.metadata.annotations ?? {}
  if (annotations['prometheus.io/scrape'] !== 'true') return []
  const port = Number(
    annotations['prometheus.io/port'] ?? containersOf(pod).flatMap(({ports}) => ports ?? [])[0]?.containerPort,
  )
  if (!Number.isInteger(port)) return []
  const job = 'kubernetes-pods'
  const labels = withoutEmpty({...baseLabels(pod, port, job), node: pod.spec.nodeName})
  return [made(job, pod, port, {path: annotations['prometheus.io/path'] ?? '/metrics'}, labels)]
}

function ofExporter(pod: ApiObject): ScrapeTarget[] {
  return containersOf(pod).flatMap(({image, name}) => {
    const isState = image.includes('kube-state-metrics')
    if (!isState && !image.includes('dcgm-exporter')) return []
    const job = isState ? 'kube-state-metrics' : 'nvidia-dcgm-exporter'
    const port = isState ? 8080 : 9400
    const labels = withoutEmpty({...baseLabels(pod, port, job), container: name})
    return [made(job, pod, port, {honorLabels: isState}, labels)]
  })
}
