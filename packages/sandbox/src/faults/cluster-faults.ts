import type {ApiObject} from '../api.ts'
import {nodes} from '../controllers/resources.ts'
import {faultAnnotations} from '../kubelet/faults.ts'
import {seededRandom} from '../random.ts'
import {FaultError, type FaultOrder} from './fault.ts'
import type {FaultKind, FaultWorld} from './fault-kind.ts'
import {annotate, inTurn, nodeOf, podsOf} from './targets.ts'

const usualXid = 79
const usualSlowness = 10
const noticeMs = 30_000

const nodeDown: FaultKind = {
  name: 'node-down',
  summary: 'the kubelet of a node falls silent, and what runs there with it',
  target: 'node',
  begin({api}, {target}) {
    const node = nodeOf(api, target)
    const end = annotate(api, nodes, node, faultAnnotations.fault, 'not-ready')
    return {effect: `node ${node.metadata.name} no longer answers`, end}
  },
}

const gpuXid: FaultKind = {
  name: 'gpu-xid',
  summary: 'a GPU of a node fails: one less is allocatable, and a process on it dies',
  target: 'node',
  amount: `the Xid, default ${usualXid} (the GPU fell off the bus)`,
  begin(world, order) {
    const node = nodeOf(world.api, order.target)
    if (!hasGpu(node)) throw new FaultError(`node "${node.metadata.name}" has no GPU`)
    const xid = order.amount ?? usualXid
    const end = annotate(world.api, nodes, node, faultAnnotations.xid, String(xid))
    const victim = killOnGpu(world, node.metadata.name, xid, order)
    const died = victim ? `, pod ${victim.metadata.namespace}/${victim.metadata.name} died of it` : ''
    return {effect: `a GPU of node ${node.metadata.name} reports Xid ${xid}${died}`, end}
  },
}

const hasGpu = (node: ApiObject): boolean =>
  ['nvidia.com/gpu', 'amd.com/gpu'].some((name) => Number(node['status']?.capacity?.[name] ?? 0) > 0)

/** One of the pods that hold GPUs of the node loses its process; which one, the seed says. */
function killOnGpu({kubelet}: FaultWorld, node: string, xid: number, {seed = 1}: FaultOrder): ApiObject | undefined {
  const running = [...kubelet.workers()]
    .filter(({pod}) => pod['spec'].nodeName === node)
    .flatMap((worker) => worker.runners.filter(holdsGpu).map((runner) => ({worker, runner})))
    .filter(({runner}) => 'running' in runner.state.current)
  const [first, ...others] = running
  if (!first) return undefined
  const {worker, runner} = seededRandom(seed).pick([first, ...others])
  runner.fail(1, 'Error', `CUDA error: unspecified launch failure (the driver reported Xid ${xid})`)
  return worker.pod
}

const holdsGpu = ({container}: {container: {resources?: {limits?: Record<string, string>}}}): boolean =>
  Number(container.resources?.limits?.['nvidia.com/gpu'] ?? 0) > 0

/** Ends the first running container of a pod. */
function kill({api, kubelet}: FaultWorld, target: string, code: number, reason: string, line: string): string {
  const names = podsOf(api, target).map(({metadata}) => {
    const runners = kubelet.worker(metadata.namespace, metadata.name)?.runners ?? []
    runners.find(({state, isInit}) => 'running' in state.current && !isInit)?.fail(code, reason, line)
    return `${metadata.namespace}/${metadata.name}`
  })
  return names.join(', ')
}

const outOfMemory: FaultKind = {
  name: 'oom',
  summary: 'the kernel kills the main container of a pod for its memory: OOMKilled, 137',
  target: 'pod',
  begin: (world, {target = ''}) => ({
    effect: `the container of ${kill(world, target, 137, 'OOMKilled', 'Killed')} was killed for its memory`,
  }),
}

const crash: FaultKind = {
  name: 'crash',
  summary: 'the main container of a pod ends with an error',
  target: 'pod',
  begin: (world, {target = ''}) => ({
    effect: `the container of ${kill(world, target, 1, 'Error', 'fatal: unhandled exception, exiting')} ended`,
  }),
}

const slowImage: FaultKind = {
  name: 'slow-image',
  summary: 'images are pulled slowly, on one node or on all',
  target: 'optional',
  amount: `how many times slower, default ${usualSlowness}`,
  begin({api}, {target, amount = usualSlowness}) {
    const slow = target === undefined ? api.list(nodes) : [nodeOf(api, target)]
    const ends = slow.map((node) => annotate(api, nodes, node, faultAnnotations.slowImage, String(amount)))
    const where = target === undefined ? 'all nodes' : `node ${slow[0]?.metadata.name}`
    return {
      effect: `pulling an image takes ${amount} times as long on ${where}`,
      end: inTurn(ends),
    }
  },
}

const spotLoss: FaultKind = {
  name: 'spot-loss',
  summary: 'the cloud takes a node back: a notice, a taint, and half a minute later the node is gone',
  target: 'node',
  begin({api, clock}, {target}) {
    const node = nodeOf(api, target)
    const {name, uid} = node.metadata
    const taint = {key: 'node.cloudprovider.kubernetes.io/shutdown', effect: 'NoSchedule'}
    api.patch(nodes, name, undefined, {spec: {taints: [...(node['spec']?.taints ?? []), taint]}})
    api.event(
      node,
      'Warning',
      'PreemptionNotice',
      `Node ${name} is being reclaimed by the cloud provider`,
      'cloud-node-lifecycle-controller',
    )
    clock.after(noticeMs, () => {
      const now = api.get(nodes, name)
      if (!now || now.metadata.uid !== uid) return
      api.event(
        now,
        'Normal',
        'DeletingNode',
        `Deleting node ${name} because it does not exist in the cloud provider`,
        'cloud-node-lifecycle-controller',
      )
      api.delete(nodes, name)
    })
    return {effect: `node ${name} is taken back in ${noticeMs / 1000} s of cluster time`}
  },
}

/** What can go wrong on the nodes. */
export const clusterFaults: readonly FaultKind[] = [nodeDown, gpuXid, spotLoss, outOfMemory, crash, slowImage]
