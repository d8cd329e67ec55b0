import type {ApiObject, LocalApi} from '../api.ts'
import {nodes, pods} from '../controllers/resources.ts'
import {quantity} from '../quantity.ts'

interface Container {
  readonly name: string
  readonly image: string
  readonly resources?: {readonly limits?: Record<string, string>; readonly requests?: Record<string, string>}
}

interface ContainerStatus {
  readonly name: string
  readonly restartCount?: number
  readonly ready?: boolean
  readonly state?: {readonly waiting?: {readonly reason?: string}}
  readonly lastState?: {readonly terminated?: {readonly reason?: string}}
}

type Line = readonly [labels: Readonly<Record<string, string | undefined>>, value: number]

const phases = ['Pending', 'Succeeded', 'Failed', 'Unknown', 'Running']

/** The series of kube-state-metrics for pods and nodes that its users ask for, in the text format. */
export function kubeStateText(api: LocalApi): string {
  const allPods = api.list(pods)
  const allNodes = api.list(nodes)
  const ofPods = (name: string, type: string, help: string, lines: (pod: ApiObject) => readonly Line[]): string =>
    family(
      name,
      type,
      help,
      allPods.flatMap((pod) => lines(pod).map(([labels, value]): Line => [{...identity(pod), ...labels}, value])),
    )
  const ofNodes = (name: string, help: string, lines: (node: ApiObject) => readonly Line[]): string =>
    family(
      name,
      'gauge',
      help,
      allNodes.flatMap((node) =>
        lines(node).map(([labels, value]): Line => [{node: node.metadata.name, ...labels}, value]),
      ),
    )
  return [
    ofPods('kube_pod_info', 'gauge', 'Information about pod.', (pod) => [
      [
        {
          node: pod.spec.nodeName,
          pod_ip: pod.status?.podIP,
          created_by_kind: owner(pod)?.kind,
          created_by_name: owner(pod)?.name,
        },
        1,
      ],
    ]),
    ofPods('kube_pod_owner', 'gauge', "Information about the Pod's owner.", (pod) => [
      [
        {
          owner_kind: owner(pod)?.kind,
          owner_name: owner(pod)?.name,
          owner_is_controller: String(owner(pod)?.controller ?? false),
        },
        1,
      ],
    ]),
    ofPods('kube_pod_created', 'gauge', 'Unix creation timestamp', (pod) => [
      [{}, Date.parse(pod.metadata.creationTimestamp ?? '') / 1000],
    ]),
    ofPods('kube_pod_status_phase', 'gauge', 'The pods current phase.', (pod) =>
      phases.map((phase) => [{phase}, Number((pod.status?.phase ?? 'Pending') === phase)]),
    ),
    ofPods('kube_pod_status_ready', 'gauge', 'Describes whether the pod is ready to serve requests.', (pod) =>
      ['true', 'false'].map((condition) => [{condition}, Number(String(isReady(pod)) === condition)]),
    ),
    ofPods(
      'kube_pod_container_resource_requests',
      'gauge',
      'The number of requested request resource by a container.',
      (pod) => resources(pod, 'requests'),
    ),
    ofPods(
      'kube_pod_container_resource_limits',
      'gauge',
      'The number of requested limit resource by a container.',
      (pod) => resources(pod, 'limits'),
    ),
    ofPods(
      'kube_pod_container_status_restarts_total',
      'counter',
      'The number of container restarts per container.',
      (pod) => statuses(pod).map(({name, restartCount = 0}) => [{container: name}, restartCount]),
    ),
    ofPods(
      'kube_pod_container_status_ready',
      'gauge',
      'Describes whether the containers readiness check succeeded.',
      (pod) => statuses(pod).map(({name, ready}) => [{container: name}, Number(ready ?? false)]),
    ),
    ofPods(
      'kube_pod_container_status_waiting_reason',
      'gauge',
      'Describes the reason the container is currently in waiting state.',
      (pod) =>
        statuses(pod).flatMap(({name, state}) =>
          state?.waiting?.reason ? [[{container: name, reason: state.waiting.reason}, 1] as const] : [],
        ),
    ),
    ofPods(
      'kube_pod_container_status_last_terminated_reason',
      'gauge',
      'Describes the last reason the container was in terminated state.',
      (pod) =>
        statuses(pod).flatMap(({name, lastState}) =>
          lastState?.terminated?.reason ? [[{container: name, reason: lastState.terminated.reason}, 1] as const] : [],
        ),
    ),
    ofNodes('kube_node_info', 'Information about a cluster node.', (node) => [
      [{kubelet_version: node.status?.nodeInfo?.kubeletVersion}, 1],
    ]),
    ofNodes('kube_node_status_capacity', 'The total amount of resources available for a node.', (node) =>
      amounts(node.status?.capacity),
    ),
    ofNodes('kube_node_status_allocatable', 'The amount of resources allocatable for pods.', (node) =>
      amounts(node.status?.allocatable),
    ),
    ofNodes('kube_node_status_condition', 'The condition of a cluster node.', (node) => conditions(node)),
    ofNodes('kube_node_spec_unschedulable', 'Whether a node can schedule new pods.', (node) => [
      [{}, Number(node.spec?.unschedulable ?? false)],
    ]),
  ].join('')
}

const identity = ({metadata}: ApiObject): Record<string, string | undefined> => ({
  namespace: metadata.namespace,
  pod: metadata.name,
  uid: metadata.uid,
})

const owner = (pod: ApiObject) =>
  pod.metadata.ownerReferences?.find(({controller}) => controller) ?? pod.metadata.ownerReferences?.[0]

const statuses = (pod: ApiObject): readonly ContainerStatus[] => pod.status?.containerStatuses ?? []

const isReady = (pod: ApiObject): boolean =>
  (pod.status?.conditions ?? []).some(
    (one: {type: string; status: string}) => one.type === 'Ready' && one.status === 'True',
  )

const unitOf = (resource: string): string =>
  resource === 'cpu' ? 'core' : /memory|storage|hugepages/.test(resource) ? 'byte' : 'integer'

const named = (resource: string): string => resource.replace(/[^a-zA-Z0-9_]/g, '_')

const amounts = (list: Readonly<Record<string, string>> | undefined): Line[] =>
  Object.entries(list ?? {}).map(([resource, amount]) => [
    {resource: named(resource), unit: unitOf(resource)},
    quantity(amount),
  ])

const resources = (pod: ApiObject, part: 'requests' | 'limits'): Line[] =>
  (pod.spec.containers ?? []).flatMap(({name, resources: asked}: Container) =>
    amounts({...(part === 'requests' ? asked?.limits : {}), ...asked?.[part]}).map(
      ([labels, value]): Line => [{container: name, node: pod.spec.nodeName, ...labels}, value],
    ),
  )

const conditions = (node: ApiObject): Line[] =>
  (node.status?.conditions ?? []).flatMap(({type, status}: {type: string; status: string}) =>
    ['true', 'false', 'unknown'].map(
      (one): Line => [{condition: type, status: one}, Number(status.toLowerCase() === one)],
    ),
  )

function family(name: string, type: string, help: string, lines: readonly Line[]): string {
  const text = lines.map(([labels, value]) => {
    const pairs = Object.entries(labels).map(([label, content]) => `${label}=${JSON.stringify(content ?? '')}`)
    return `${name}{${pairs.join(',')}} ${value}\n`
  })
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${text.join('')}`
}
