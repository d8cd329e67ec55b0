import {at, fields, list, number, text} from '@ome/capacity/fields'
import type {KubeObject} from '@ome/sdk/kube'

/** Where a pod answers Prometheus. */
export interface MetricsEndpoint {
  readonly namespace: string
  readonly pod: string
  readonly port: number
  readonly path: string
}

const portNames = ['metrics', 'system', 'http-metrics', 'http', 'http1']
const defaultPort = 8080

/**
 * The annotations of Prometheus, else the port that is named for it, else the first one of the main container; 8080 is
 * OME's own.
 */
export function metricsEndpoint(pod: KubeObject): MetricsEndpoint {
  const told = pod.metadata.annotations ?? {}
  const containers = list(at(pod, 'spec', 'containers'))
  const main = containers.find((each) => at(each, 'name') === 'ome-container') ?? containers[0]
  const ports = list(at(main, 'ports')).map(fields)
  const all = containers.flatMap((each) => list(at(each, 'ports'))).map(fields)
  const named = portNames.map((name) => all.find((port) => text(port['name']) === name)).find(Boolean)
  const annotated = Number(told['prometheus.io/port'])
  const port = isPort(annotated) ? annotated : (number((named ?? ports[0])?.['containerPort']) ?? defaultPort)
  const path = told['prometheus.io/path'] ?? '/metrics'
  return {
    namespace: pod.metadata.namespace ?? '',
    pod: pod.metadata.name,
    port: isPort(port) ? port : defaultPort,
    path: /^\/[\w./-]*$/.test(path) && !path.includes('..') ? path : '/metrics',
  }
}

/** Of a replica of several pods only the leader answers; the others are part of its engine. */
export const leadsEngine = ({metadata}: KubeObject): boolean =>
  (metadata.labels?.['leaderworkerset.sigs.k8s.io/worker-index'] ?? '0') === '0' &&
  metadata.labels?.['ray.io/node-type'] !== 'worker'

const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65_536

/** Path of a pod's metrics through the API server. */
export const proxyPath = ({namespace, pod, port, path}: MetricsEndpoint): string =>
  `/api/v1/namespaces/${namespace}/pods/${pod}:${port}/proxy${path}`

const exporterApps = new Set(['dcgm-exporter', 'nvidia-dcgm-exporter'])

/** A pod of NVIDIA's exporter, as its chart and the GPU operator label it. */
export const isGpuExporter = ({metadata}: KubeObject): boolean =>
  exporterApps.has(metadata.labels?.['app'] ?? '') ||
  exporterApps.has(metadata.labels?.['app.kubernetes.io/name'] ?? '')

/** Its metrics: port 9400 where the pod names none. */
export function exporterEndpoint(pod: KubeObject): MetricsEndpoint {
  const endpoint = metricsEndpoint(pod)
  return endpoint.port === defaultPort ? {...endpoint, port: 9400} : endpoint
}
