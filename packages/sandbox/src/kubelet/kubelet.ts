import type {IncomingMessage, ServerResponse} from 'node:http'
import type {ApiObject} from '../api.ts'
import {keyOf} from '../controllers/reconciler.ts'
import {nodes, pods} from '../controllers/resources.ts'
import type {World} from '../controllers/world.ts'
import type {NodeAgent} from '../node-agent.ts'
import {isFinished} from '../scheduler/requests.ts'
import type {ContainerRun} from './container-run.ts'
import {isLost} from './faults.ts'
import {type Credentials, SharedFolders} from './files/volumes.ts'
import {Heartbeat} from './heartbeat.ts'
import {httpFaults} from './http-faults.ts'
import {badRequest, chooseContainer, readLog} from './logs.ts'
import {serveNode} from './node-http.ts'
import {writeNodeStatus} from './node-status.ts'
import {PodWorker} from './pod-worker.ts'
import {dialProblem, logsProblem} from './unreachable.ts'
import type {Workload} from './workload.ts'

export interface Kubelet extends NodeAgent {
  /** The worker of a pod that runs here. */
  worker(namespace: string | undefined, name: string): PodWorker | undefined
  /** All pods on the nodes. */
  workers(): Iterable<PodWorker>
  stop(): void
}

/** The kubelets of all nodes in one. */
export function startKubelet(world: World, workloads: readonly Workload[], credentials: Credentials): Kubelet {
  const workers = new Map<string, PodWorker>()
  const known = new Map<string, ApiObject>()
  const images = new Map<string, Set<string>>()
  const beset = httpFaults()
  const shared = new SharedFolders()
  const heartbeat = new Heartbeat(world)
  let addresses = 0

  function begin(pod: ApiObject): void {
    const node: string = pod.spec.nodeName
    const present = images.get(node) ?? new Set()
    images.set(node, present)
    addresses = Math.max(addresses + 1, lastAddress(pod))
    const podIP = `10.244.${(addresses >> 8) & 255}.${addresses & 255}`
    const worker = new PodWorker(pod, {
      world,
      workloads,
      images: present,
      node: () => known.get(node),
      podIP,
      shared,
      credentials,
      forward,
    })
    workers.set(keyOf(pod), worker)
    worker.start()
    worker.update(pod)
  }

  const stopPods = world.api.watch(pods, ({type, object}) => {
    const key = keyOf(object)
    const worker = workers.get(key)
    const same = worker?.pod.metadata.uid === object.metadata.uid
    if (worker && (type === 'DELETED' ? same : !same)) {
      worker.discard()
      workers.delete(key)
    }
    if (type !== 'DELETED' && object.spec?.nodeName) {
      if (worker && same) worker.update(object)
      else if (!isFinished(object)) begin(object)
    }
    beset.changed(object, type === 'DELETED')
  })
  const stopNodes = world.api.watch(nodes, ({type, object, previous}) => {
    const {name} = object.metadata
    if (type === 'DELETED') {
      known.delete(name)
      images.delete(name)
      return evict(world, workers.values(), name)
    }
    known.set(name, object)
    world.queue.add(`node ${name}`, () => {
      const node = world.api.get(nodes, name)
      if (node) writeNodeStatus(world, node)
    })
    if (isLost(previous) !== isLost(object)) {
      if (previous && isLost(object)) heartbeat.last(object)
      for (const worker of workers.values()) if (worker.pod.spec.nodeName === name) worker.nodeChanged()
    }
  })

  const worker = (namespace: string | undefined, name: string): PodWorker | undefined =>
    workers.get(namespace ? `${namespace}/${name}` : name)
  const workerOf = (pod: ApiObject): PodWorker | undefined => worker(pod.metadata.namespace, pod.metadata.name)

  function forward(...[pod, port, request, response, path]: Parameters<NodeAgent['http']>): boolean {
    const found = workerOf(pod)
    if (!found || isLost(known.get(pod.spec.nodeName))) return false
    return beset.meet(found.pod, response, () => answer(found, port, request, response, path))
  }

  function runningIn(pod: ApiObject, container: string): ContainerRun {
    const name = chooseContainer(pod, container)
    if (!pod.spec.nodeName) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`)
    const runner = workerOf(pod)?.runners.find((candidate) => candidate.container.name === name)
    const run = runner && 'running' in runner.state.current ? runner.run : undefined
    if (!run) throw badRequest(`unable to upgrade connection: container not found (${JSON.stringify(name)})`)
    return run
  }
  const logs: NodeAgent['logs'] = (pod, request) => {
    const problem = logsProblem(known.get(pod.spec.nodeName), pod, request)
    if (problem) throw problem
    return logsOf(world, workerOf(pod), pod, request)
  }

  return {
    worker,
    unreachable: (node) => dialProblem(known.get(node)),
    beat: (plural, name) => heartbeat.beat(plural, name),
    workers: () => workers.values(),
    logs,
    exec: async (pod, request) => runningIn(pod, request.container).exec(request),
    attach: async (pod, request) => runningIn(pod, request.container).attach(request),
    connect: (pod, port) => (isSilent(workerOf(pod), port) ? false : undefined),
    node: (name, request, response, path) => serveNode({world, node: known.get(name), logs}, request, response, path),
    http: forward,
    stop() {
      stopPods()
      stopNodes()
      for (const running of workers.values()) running.discard()
      workers.clear()
    },
  }
}

/** What the address of a pod that had one already counts as, so that no other pod gets it. */
function lastAddress(pod: ApiObject): number {
  const parts = String(pod.status?.podIP ?? '')
    .split('.')
    .map(Number)
  return parts[0] === 10 && parts[1] === 244 ? (parts[2] ?? 0) * 256 + (parts[3] ?? 0) : 0
}

function answer(
  worker: PodWorker,
  port: number,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): boolean {
  return worker.runners.some((runner) => runner.program?.http?.(port, request, response, path) ?? false)
}

/** Whether surely nothing in the pod listens on a port. */
const isSilent = (worker: PodWorker | undefined, port: number): boolean =>
  !worker || worker.runners.every(({program}) => !program || program.listens?.(port) === false)

/** Pods of a node that is gone are removed at once, as the pod garbage collector does. */
function evict(world: World, workers: Iterable<PodWorker>, node: string): void {
  for (const {pod} of [...workers]) {
    if (pod.spec.nodeName !== node) continue
    world.queue.add(`evict ${pod.metadata.uid}`, () => {
      if (world.api.get(pods, pod.metadata.name, pod.metadata.namespace)) {
        world.api.delete(pods, pod.metadata.name, pod.metadata.namespace, {gracePeriodSeconds: 0})
      }
    })
  }
}

const waitingWords: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
}

function logsOf(
  world: World,
  worker: PodWorker | undefined,
  pod: ApiObject,
  request: Parameters<NodeAgent['logs']>[1],
): AsyncIterable<string> {
  const name = chooseContainer(pod, request.container)
  const runner = worker?.runners.find((candidate) => candidate.container.name === name)
  if (request.previous) {
    const isOver = runner?.run?.log.ended
    const buffer = isOver ? runner?.run?.log : runner?.previousRun?.log
    if (!buffer) throw badRequest(`previous terminated container "${name}" in pod "${pod.metadata.name}" not found`)
    return readLog(buffer, request, world.clock)
  }
  if (!runner?.run) {
    const current = runner?.state.current
    const reason = current && 'waiting' in current ? current.waiting.reason : 'ContainerCreating'
    throw badRequest(
      `container "${name}" in pod "${pod.metadata.name}" is waiting to start: ${waitingWords[reason] ?? reason}`,
    )
  }
  runner.program?.catchUp?.()
  return readLog(runner.run.log, request, world.clock)
}
