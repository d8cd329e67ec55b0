import {isDeepStrictEqual} from 'node:util'
import {ApiError, type ApiObject, type ResourceName} from '../api.ts'
import {configMaps, persistentVolumeClaims, pods, secrets} from '../controllers/resources.ts'
import type {World} from '../controllers/world.ts'
import type {NodeAgent} from '../node-agent.ts'
import {isFinished} from '../scheduler/requests.ts'
import {ContainerRunner} from './container-runner.ts'
import type {ContainerSpec} from './container-spec.ts'
import type {ContainerStatus} from './container-state.ts'
import {isHanging, isLost} from './faults.ts'
import {type Credentials, PodVolumes, type SharedFolders} from './files/volumes.ts'
import {podStatus} from './pod-status.ts'
import type {ContainerRole} from './runner-options.ts'
import {Timers} from './timers.ts'
import type {Workload} from './workload.ts'

export interface WorkerOptions {
  readonly world: World
  readonly workloads: readonly Workload[]
  readonly images: Set<string>
  readonly node: () => ApiObject | undefined
  readonly podIP: string
  readonly shared: SharedFolders
  readonly credentials: Credentials
  readonly forward: NodeAgent['http']
}

const mountRetryMs = 8000
/** In the past of a scenario nobody looks: what happens to a pod within five seconds is written once. */
const pastReportMs = 5000
const stopMs = 1000

/** One pod on one node: starts its containers in order, reports its status, ends it when it is deleted. */
export class PodWorker {
  pod: ApiObject
  /** Of init containers, then of containers, then of those added for debugging. */
  runners: readonly ContainerRunner[]
  readonly volumes: PodVolumes
  readonly #options: WorkerOptions
  readonly #world: World
  readonly #timers: Timers
  readonly #startedAt: number
  #podIP: string | undefined
  #ending = false
  #halted = false
  #gone = false
  #willReport = false
  /** As reported last. */
  #phase: unknown
  #verdict: {reason: string; message: string} | undefined

  constructor(pod: ApiObject, options: WorkerOptions) {
    this.pod = pod
    this.#options = options
    this.#world = options.world
    this.#timers = new Timers(options.world.clock)
    this.#startedAt = options.world.clock.now()
    const {world, shared, credentials} = options
    this.volumes = new PodVolumes({world, pod: () => this.pod, shared, credentials})
    const init: ContainerSpec[] = pod.spec.initContainers ?? []
    const main: ContainerSpec[] = pod.spec.containers ?? []
    this.runners = [
      ...init.map((container) => this.#runner(container, 'init')),
      ...main.map((container) => this.#runner(container, 'main')),
    ]
  }

  #runner(container: ContainerSpec, role: ContainerRole): ContainerRunner {
    const {world, node, workloads, images, forward} = this.#options
    const podIP = (): string => this.#podIP ?? ''
    const changed = (): void => this.#changed()
    return new ContainerRunner({
      world,
      pod: () => this.pod,
      node,
      container,
      role,
      workloads,
      images,
      changed,
      forward,
      volumes: this.volumes,
      podIP,
    })
  }

  /** Starts the pod; one whose status says that it had started goes on from there. */
  start(): void {
    if (this.#resume()) return
    this.report()
    this.#timers.after(300, () => this.#mount())
  }

  #resume(): boolean {
    const {podIP, containerStatuses = [], initContainerStatuses = []} = this.pod.status ?? {}
    const known: ContainerStatus[] = [...initContainerStatuses, ...containerStatuses]
    if (podIP === undefined || !known.some(({containerID}) => containerID)) return false
    this.#podIP = podIP
    for (const runner of this.runners) {
      const status = known.find(({name}) => name === runner.container.name)
      if (status) runner.resume(status)
    }
    this.#startNext()
    return true
  }

  /** Takes the pod as it is now. */
  update(pod: ApiObject): void {
    const hangs = isHanging(pod) !== isHanging(this.pod)
    this.pod = pod
    if (hangs) for (const runner of this.runners) runner.changed()
    if (pod.metadata.deletionTimestamp && !this.#ending) {
      if (!this.#isNodeLost()) this.#end()
    } else if (this.#podIP !== undefined) this.#startEphemeral()
    if (pod.spec.readinessGates || this.#isSpoilt(pod)) this.report()
  }

  /** What the worker wrote was overwritten from outside; that a pod has ended is for others to say too. */
  #isSpoilt({status}: ApiObject): boolean {
    if (this.#phase === undefined || this.#gone) return false
    const phase: unknown = status?.phase
    const isOver = phase === 'Failed' || phase === 'Succeeded'
    return (
      (phase !== this.#phase && !isOver) ||
      !Array.isArray(status?.conditions) ||
      (!isOver && !Array.isArray(status?.containerStatuses))
    )
  }

  /** The node fell silent, or is back: what it has missed meanwhile it does now. */
  nodeChanged(): void {
    this.report()
    if (this.#isNodeLost()) return
    if (this.#ending) this.#halt()
    else this.update(this.pod)
  }

  #isNodeLost(): boolean {
    return isLost(this.#options.node())
  }

  #startEphemeral(): void {
    const wanted: ContainerSpec[] = this.pod.spec.ephemeralContainers ?? []
    for (const container of wanted) {
      if (this.runners.some((runner) => runner.container.name === container.name)) continue
      const runner = this.#runner(container, 'ephemeral')
      this.runners = [...this.runners, runner]
      runner.start()
    }
  }

  /** Stops everything without a word to the API: the pod is gone. */
  discard(): void {
    this.#gone = true
    this.#timers.cancel()
    for (const runner of this.runners) runner.stop()
  }

  /** Queues writing the pod's status. */
  report(): void {
    const {clock, present} = this.#world
    const pause = Math.min(pastReportMs, present - clock.now())
    if (pause <= 0) this.#queueReport()
    else if (!this.#willReport) {
      this.#willReport = true
      clock.after(pause, () => {
        this.#willReport = false
        this.#queueReport()
      })
    }
  }

  #queueReport(): void {
    this.#world.queue.add(`kubelet ${this.pod.metadata.uid}`, () => this.#write())
  }

  #mount(): void {
    const problem = mountProblem(this.#world, this.pod)
    if (problem) {
      this.#world.api.event(this.pod, 'Warning', 'FailedMount', problem, 'kubelet')
      this.#timers.after(mountRetryMs, () => this.#mount())
      return
    }
    this.#podIP = this.pod.spec.hostNetwork ? this.#hostIP() : this.#options.podIP
    this.#startNext()
    this.#startEphemeral()
    this.#watchDeadline()
    this.report()
  }

  #startNext(): void {
    const init = this.runners.filter((runner) => runner.isInit)
    const pending = init.find((runner) => !isPassed(runner))
    if (pending) {
      if (isUntouched(pending)) pending.start()
      return
    }
    for (const runner of this.runners) if (runner.role === 'main' && isUntouched(runner)) runner.start()
  }

  /** A pod may work only so long. */
  #watchDeadline(): void {
    const seconds: number | undefined = this.pod.spec.activeDeadlineSeconds
    if (seconds === undefined) return
    this.#timers.after(seconds * 1000, () => {
      if (this.#ending || isFinished(this.pod)) return
      const message = 'Pod was active on the node longer than the specified deadline'
      this.fail('DeadlineExceeded', message, 'DeadlineExceeded')
    })
  }

  /** Ends the pod as failed for a reason of the node's; it stays to be looked at. */
  fail(reason: string, message: string, event: string): void {
    this.#world.api.event(this.pod, 'Warning', event, message, 'kubelet')
    this.#verdict = {reason, message}
    for (const runner of this.runners) runner.stop()
    this.report()
  }

  #changed(): void {
    if (this.#gone) return
    if (!this.#ending && this.#podIP !== undefined) this.#advance()
    this.report()
  }

  #advance(): void {
    const main = this.runners.filter((runner) => runner.role === 'main')
    if (!main.some((runner) => runner.isBegun)) this.#startNext()
    else if (main.every((runner) => runner.hasGivenUp)) {
      // Sidecars are there for the others only.
      for (const runner of this.runners) if (runner.isSidecar && 'running' in runner.state.current) runner.stop()
    }
  }

  #end(): void {
    this.#ending = true
    for (const runner of this.runners) {
      if (!('running' in runner.state.current)) continue
      const message = `Stopping container ${runner.container.name}`
      this.#world.api.event(this.pod, 'Normal', 'Killing', message, 'kubelet')
    }
    this.#timers.cancel()
    const grace = (this.pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000
    const halt = (): void => this.#timers.after(Math.min(grace, stopMs), () => this.#halt())
    if (!this.runners.some((runner) => runner.container.lifecycle?.preStop)) {
      halt()
      return
    }
    const last = this.#world.clock.after(grace, () => this.#halt())
    Promise.all(this.runners.map((runner) => runner.prepareStop())).then(() => {
      last()
      halt()
    })
  }

  #halt(): void {
    if (this.#gone || this.#halted || this.#isNodeLost()) return
    this.#halted = true
    for (const runner of this.runners) runner.stop()
    this.#write()
    this.#world.queue.add(`kubelet removes ${this.pod.metadata.uid}`, () => this.#remove())
  }

  #remove(): void {
    const {name, namespace, uid} = this.pod.metadata
    if (this.#world.api.get(pods, name, namespace)?.metadata.uid !== uid) return
    this.#world.api.delete(pods, name, namespace, {gracePeriodSeconds: 0})
  }

  #write(): void {
    if (this.#gone) return
    const {name, namespace, uid} = this.pod.metadata
    const pod = this.#world.api.get(pods, name, namespace)
    if (!pod || pod.metadata.uid !== uid) return
    const facts = {
      startedAt: this.#startedAt,
      podIP: this.#podIP,
      hostIP: this.#hostIP(),
      isNodeLost: this.#isNodeLost(),
      verdict: this.#verdict,
    }
    const status = podStatus(this.#world, pod, this.runners, facts)
    this.#phase = status['phase']
    if (isDeepStrictEqual({...pod.status, ...status}, pod.status)) return
    try {
      this.#world.api.patch(pods, name, namespace, {status}, 'status')
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      this.#timers.after(200, () => this.report())
    }
  }

  #hostIP(): string {
    const addresses: {type: string; address: string}[] = this.#options.node()?.status?.addresses ?? []
    return addresses.find((address) => address.type === 'InternalIP')?.address ?? '10.0.0.1'
  }
}

const isUntouched = (runner: ContainerRunner): boolean => !runner.isBegun

const isPassed = (runner: ContainerRunner): boolean =>
  runner.isSidecar
    ? runner.state.started
    : 'terminated' in runner.state.current && runner.state.current.terminated.exitCode === 0

interface Volume {
  name: string
  configMap?: {name: string; optional?: boolean}
  secret?: {secretName: string; optional?: boolean}
  persistentVolumeClaim?: {claimName: string}
}

/** The first volume whose source is missing, in the kubelet's words. */
function mountProblem(world: World, pod: ApiObject): string | undefined {
  const volumes: Volume[] = pod.spec.volumes ?? []
  for (const volume of volumes) {
    const [resource, word, name] = sourceOf(volume)
    if (resource && name && !world.api.get(resource, name, pod.metadata.namespace)) {
      return `MountVolume.SetUp failed for volume "${volume.name}" : ${word} "${name}" not found`
    }
  }
  return undefined
}

function sourceOf(volume: Volume): [ResourceName, string, string] | [undefined, '', ''] {
  if (volume.configMap && !volume.configMap.optional) return [configMaps, 'configmap', volume.configMap.name]
  if (volume.secret && !volume.secret.optional) return [secrets, 'secret', volume.secret.secretName]
  if (volume.persistentVolumeClaim) {
    return [persistentVolumeClaims, 'persistentvolumeclaim', volume.persistentVolumeClaim.claimName]
  }
  return [undefined, '', '']
}
