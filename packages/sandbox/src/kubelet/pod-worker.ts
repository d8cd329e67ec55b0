import {isDeepStrictEqual} from 'node:util'
import {ApiError, type ApiObject, type ResourceName} from '../api.ts'
import {configMaps, persistentVolumeClaims, pods, secrets} from '../controllers/resources.ts'
import type {World} from '../controllers/world.ts'
import type {NodeAgent} from '../node-agent.ts'
import {ContainerRunner} from './container-runner.ts'
import type {ContainerStatus} from './container-state.ts'
import {isLost} from './faults.ts'
import {podStatus} from './pod-status.ts'
import {Timers} from './timers.ts'
import type {ContainerSpec, Workload} from './workload.ts'

export interface WorkerOptions {
  readonly world: World
  readonly workloads: readonly Workload[]
  readonly images: Set<string>
  readonly node: () => ApiObject | undefined
  readonly podIP: string
  readonly forward: NodeAgent['http']
}

const mountRetryMs = 8000
const stopMs = 1000

/** One pod on one node: starts its containers in order, reports its status, ends it when it is deleted. */
export class PodWorker {
  pod: ApiObject
  readonly runners: readonly ContainerRunner[]
  readonly #options: WorkerOptions
  readonly #world: World
  readonly #timers: Timers
  readonly #startedAt: number
  #podIP: string | undefined
  #ending = false
  #gone = false

  constructor(pod: ApiObject, options: WorkerOptions) {
    this.pod = pod
    this.#options = options
    this.#world = options.world
    this.#timers = new Timers(options.world.clock)
    this.#startedAt = options.world.clock.now()
    const runner = (isInit: boolean) => (container: ContainerSpec) =>
      new ContainerRunner({
        world: options.world,
        pod: () => this.pod,
        node: options.node,
        container,
        isInit,
        workloads: options.workloads,
        images: options.images,
        changed: () => this.#changed(),
        forward: options.forward,
      })
    const init: ContainerSpec[] = pod.spec.initContainers ?? []
    const main: ContainerSpec[] = pod.spec.containers ?? []
    this.runners = [...init.map(runner(true)), ...main.map(runner(false))]
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
    this.pod = pod
    if (pod.metadata.deletionTimestamp && !this.#ending) this.#end()
  }

  /** Stops everything without a word to the API: the pod is gone. */
  discard(): void {
    this.#gone = true
    this.#timers.cancel()
    for (const runner of this.runners) runner.stop()
  }

  /** Queues writing the pod's status. */
  report(): void {
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
    this.report()
  }

  #startNext(): void {
    const init = this.runners.filter((runner) => runner.isInit)
    const pending = init.find((runner) => !isPassed(runner))
    if (pending) {
      if (isUntouched(pending)) pending.start()
      return
    }
    for (const runner of this.runners) if (!runner.isInit && isUntouched(runner)) runner.start()
  }

  #changed(): void {
    if (this.#gone) return
    if (!this.#ending && this.#podIP !== undefined) this.#advance()
    this.report()
  }

  #advance(): void {
    const started = this.runners.some((runner) => !runner.isInit && runner.isBegun)
    if (!started) this.#startNext()
  }

  #end(): void {
    this.#ending = true
    for (const runner of this.runners) {
      if (!('running' in runner.state.current)) continue
      const message = `Stopping container ${runner.container.name}`
      this.#world.api.event(this.pod, 'Normal', 'Killing', message, 'kubelet')
    }
    const grace = (this.pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000
    this.#timers.cancel()
    this.#timers.after(Math.min(grace, stopMs), () => {
      for (const runner of this.runners) runner.stop()
      this.#write()
      this.#world.queue.add(`kubelet removes ${this.pod.metadata.uid}`, () => this.#remove())
    })
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
      isNodeLost: isLost(this.#options.node()),
    }
    const status = podStatus(this.#world, pod, this.runners, facts)
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
