import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {type Condition, withCondition} from '../controllers/conditions.ts'
import {nodes} from '../controllers/resources.ts'
import {timestamp, type World} from '../controllers/world.ts'
import {hash32} from '../random.ts'
import {isLost, xidOf} from './faults.ts'

/** Fills in what a node's machine reports: amounts, addresses, versions, conditions. Values that a scenario gave stay. */
export function writeNodeStatus(world: World, node: ApiObject): void {
  const lost = isLost(node)
  const capacity = {cpu: '8', memory: '32Gi', 'ephemeral-storage': '200Gi', pods: '110', ...node.status?.capacity}
  const status = {
    capacity,
    allocatable: {...capacity, ...node.status?.allocatable, ...healthyGpus(node, capacity)},
    addresses: node.status?.addresses ?? [
      {type: 'InternalIP', address: addressOf(node)},
      {type: 'Hostname', address: node.metadata.name},
    ],
    nodeInfo: {...nodeInfo(node), ...node.status?.nodeInfo},
    daemonEndpoints: {kubeletEndpoint: {Port: 10250}},
    conditions: conditions(world, node, lost),
  }
  if (!isDeepStrictEqual({...node.status, ...status}, node.status)) {
    world.api.patch(nodes, node.metadata.name, undefined, {status}, 'status')
  }
}

const gpus = 'nvidia.com/gpu'

/** The device plugin takes a GPU that reported an Xid out of what can be allocated, and puts it back once it is well. */
function healthyGpus(node: ApiObject, capacity: Record<string, string>): Record<string, string> {
  const count = Number(capacity[gpus] ?? 0)
  const allocatable = node.status?.allocatable?.[gpus]
  if (xidOf(node) !== undefined && count > 0) return {[gpus]: String(count - 1)}
  return allocatable === undefined ? {} : {[gpus]: capacity[gpus] ?? allocatable}
}

const addressOf = (node: ApiObject): string => {
  const hash = hash32(node.metadata.name)
  return `10.0.${hash % 250}.${((hash >>> 8) % 250) + 1}`
}

const nodeInfo = (node: ApiObject): Record<string, string> => ({
  machineID: hash32(node.metadata.name).toString(16).padStart(32, '0'),
  systemUUID: node.metadata.uid ?? '',
  bootID: node.metadata.uid ?? '',
  kernelVersion: '6.8.0-79-generic',
  osImage: 'Ubuntu 24.04.3 LTS',
  containerRuntimeVersion: 'containerd://2.1.4',
  kubeletVersion: 'v1.35.0',
  kubeProxyVersion: '',
  operatingSystem: 'linux',
  architecture: 'amd64',
})

const healthy: readonly [string, string, string][] = [
  ['MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
]

function conditions(world: World, node: ApiObject, lost: boolean): Condition[] {
  const silent = {reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.'}
  const wanted: Condition[] = [
    ...healthy.map(
      ([type, reason, message]): Condition =>
        lost ? {type, status: 'Unknown', ...silent} : {type, status: 'False', reason, message},
    ),
    lost
      ? {type: 'Ready', status: 'Unknown', ...silent}
      : {type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status'},
  ]
  const before: Condition[] | undefined = node.status?.conditions
  const all = wanted.reduce<Condition[]>((list, condition) => withCondition(world, list, condition), before ?? [])
  const now = timestamp(world.clock.now())
  return all.map((condition): Condition => {
    const known = before?.find(({type}) => type === condition.type)
    // A node that is silent was heard last when it was.
    const isHeard = lost || known?.status === condition.status
    return {...condition, lastHeartbeatTime: (isHeard && known?.['lastHeartbeatTime']) || now}
  })
}
