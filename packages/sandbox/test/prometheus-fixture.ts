import {crd} from '@ome/kinds/crd'
import type {ApiObject} from '../src/api.ts'
import {namespaces, nodes, pods} from '../src/controllers/resources.ts'
import {allWorkloads} from '../src/engines/workloads.ts'
import {callPod, type InsideAnswer, whole} from '../src/kubelet/inside-call.ts'
import {type StandingCluster, standingCluster} from '../src/standing-cluster.ts'

export const start = Date.parse('2026-11-21T12:00:00Z')

export const node: ApiObject = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: 'gpu-1',
    labels: {'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3', 'nvidia.com/gpu.memory': '81559'},
  },
  status: {capacity: {cpu: '192', memory: '2000Gi', 'nvidia.com/gpu': '8'}},
}

export const pod = (
  name: string,
  namespace: string,
  container: Record<string, unknown>,
  more: Record<string, unknown> = {},
): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, namespace, labels: {app: name}, ...more},
  spec: {nodeName: 'gpu-1', containers: [{name, ...container}]},
})

export const engine = (name: string, requestsPerSecond: number): ApiObject =>
  pod(
    name,
    'default',
    {
      image: 'vllm/vllm-openai:v0.11.0',
      command: ['vllm', 'serve', 'mistralai/Mistral-7B-Instruct-v0.3'],
      ports: [{name: 'http', containerPort: 8000}],
      resources: {limits: {'nvidia.com/gpu': '1', cpu: '8', memory: '32Gi'}},
    },
    {
      annotations: {
        'sandbox.ome.cli/traffic': String(requestsPerSecond),
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': '8000',
      },
    },
  )

const monitoring = ['prometheusrules', 'servicemonitors', 'podmonitors'].flatMap((plural) => {
  const found: unknown = crd(`${plural}.monitoring.coreos.com`)
  return found === undefined ? [] : [found as ApiObject]
})

/** One GPU node with an engine under load, a DCGM exporter, kube-state-metrics and Prometheus; half an hour old. */
export async function prometheusCluster(
  faults: string[],
  objects: readonly ApiObject[] = [],
): Promise<StandingCluster> {
  const cluster = await standingCluster({
    workloads: allWorkloads,
    crds: monitoring,
    start,
    log: (line) => faults.push(line),
  })
  const namespace = (name: string): ApiObject => ({apiVersion: 'v1', kind: 'Namespace', metadata: {name}})
  cluster.api.create(namespaces, namespace('monitoring'))
  cluster.api.create(nodes, node)
  cluster.api.patch(nodes, 'gpu-1', undefined, {status: node['status']}, 'status')
  for (const object of [
    pod('prometheus', 'monitoring', {
      image: 'quay.io/prometheus/prometheus:v2.42.0',
      ports: [{name: 'web', containerPort: 9090}],
    }),
    pod('state', 'monitoring', {image: 'registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.13.0'}),
    pod('dcgm', 'monitoring', {image: 'nvcr.io/nvidia/k8s/dcgm-exporter:4.0.0'}),
    engine('chat', 4),
    ...objects,
  ])
    cluster.api.create(pods, object)
  await cluster.advance(30 * 60_000)
  return cluster
}

/** Asks the cluster's Prometheus for a path. */
export function ask(cluster: StandingCluster, path: string): Promise<InsideAnswer> {
  const found = cluster.api.get(pods, 'prometheus', 'monitoring')
  return new Promise((resolve, reject) => {
    const target = {pod: found ?? engine('none', 0), port: 9090, path}
    if (!callPod(cluster.kubelet.http, target, {}, whole(resolve))) reject(new Error('nothing listens'))
  })
}

/** Result of an instant query, at a moment or now. */
export async function query(cluster: StandingCluster, expression: string, time?: number): Promise<unknown[]> {
  const at = time === undefined ? '' : `&time=${time / 1000}`
  const {body} = await ask(cluster, `/api/v1/query?query=${encodeURIComponent(expression)}${at}`)
  const answer = JSON.parse(body)
  if (answer.status !== 'success') throw new Error(answer.error)
  return answer.data.result
}

/** The values of an instant query's result, as numbers. */
export const values = async (cluster: StandingCluster, expression: string, time?: number): Promise<number[]> =>
  (await query(cluster, expression, time)).map((sample) => Number((sample as {value: [number, string]}).value[1]))
