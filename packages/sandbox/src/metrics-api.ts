import type {Activities} from './activity.ts'
import type {ApiObject, LocalApi} from './api.ts'
import type {Clock} from './clock.ts'
import {type ContainerUsage, containerUsage} from './container-usage.ts'
import {nodes, pods} from './controllers/resources.ts'
import type {VirtualResource} from './server/read/virtual.ts'

interface Container {
  readonly name: string
  readonly resources?: {readonly requests?: Record<string, string>; readonly limits?: Record<string, string>}
}

const group = 'metrics.k8s.io'
const version = 'v1beta1'

/** What metrics-server would say of running pods and of nodes. */
export function metricsApi(api: () => LocalApi, clock: Clock, activity: Activities): readonly VirtualResource[] {
  const now = (): string => `${new Date(clock.now()).toISOString().slice(0, 19)}Z`
  const usageOf = (pod: ApiObject, container: Container): ContainerUsage =>
    containerUsage(activity, pod, container, clock.now())
  const podMetrics = (pod: ApiObject): ApiObject => ({
    apiVersion: `${group}/${version}`,
    kind: 'PodMetrics',
    metadata: metaOf(pod, now()),
    timestamp: now(),
    window: '15.012s',
    containers: (pod.spec.containers ?? []).map((container: Container) => ({
      name: container.name,
      usage: shown(usageOf(pod, container)),
    })),
  })
  const nodeMetrics = (node: ApiObject): ApiObject => {
    const own = runningPods(api()).filter((pod) => pod.spec.nodeName === node.metadata.name)
    const usages = own.flatMap((pod) =>
      (pod.spec.containers ?? []).map((container: Container) => usageOf(pod, container)),
    )
    const total = usages.reduce<ContainerUsage>(
      (sum, {cores, bytes}) => ({cores: sum.cores + cores, bytes: sum.bytes + bytes}),
      {
        cores: 0.15,
        bytes: 2 ** 30,
      },
    )
    const kind = 'NodeMetrics'
    return {
      apiVersion: `${group}/${version}`,
      kind,
      metadata: metaOf(node, now()),
      timestamp: now(),
      window: '15.012s',
      usage: shown(total),
    }
  }
  return [
    {
      group,
      version,
      plural: 'pods',
      kind: 'PodMetrics',
      namespaced: true,
      list: (namespace) => runningPods(api(), namespace).map(podMetrics),
      get: (name, namespace) =>
        runningPods(api(), namespace)
          .filter((pod) => pod.metadata.name === name)
          .map(podMetrics)[0],
    },
    {
      group,
      version,
      plural: 'nodes',
      kind: 'NodeMetrics',
      namespaced: false,
      list: () => api().list(nodes).map(nodeMetrics),
      get: (name) =>
        api()
          .list(nodes)
          .filter((node) => node.metadata.name === name)
          .map(nodeMetrics)[0],
    },
  ]
}

const runningPods = (api: LocalApi, namespace?: string): ApiObject[] =>
  api.list(pods, namespace ? {namespace} : {}).filter((pod) => pod.status?.phase === 'Running')

const metaOf = ({metadata}: ApiObject, creationTimestamp: string): ApiObject['metadata'] => ({
  name: metadata.name,
  ...(metadata.namespace === undefined ? {} : {namespace: metadata.namespace}),
  ...(metadata.labels ? {labels: metadata.labels} : {}),
  creationTimestamp,
})

const shown = ({cores, bytes}: ContainerUsage): {cpu: string; memory: string} => ({
  cpu: `${Math.round(cores * 1e9)}n`,
  memory: `${Math.round(bytes / 1024)}Ki`,
})
