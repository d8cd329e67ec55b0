import {timestamp, type World} from '../controllers/world.ts'
import type {Random} from '../random.ts'
import {type BackOff, backOff, durationText} from './back-off.ts'
import {ContainerRun} from './container-run.ts'
import type {ContainerSpec, Handler, ProbeSpec} from './container-spec.ts'
import {type ContainerState, type ContainerStatus, type Terminated, waitingFor} from './container-state.ts'
import {environmentOf, expand} from './environment.ts'
import {type PlannedFault, plannedFault, slownessOf} from './faults.ts'
import {handle, type Outcome} from './handlers.ts'
import {ImagePull} from './image-pull.ts'
import {digestOf} from './images.ts'
import {type ProbeKind, Probes} from './probes.ts'
import type {ContainerRole, RunnerOptions} from './runner-options.ts'
import {Timers} from './timers.ts'
import type {ContainerHost, Program} from './workload.ts'

/** What comes from outside may have no image, whatever the schema says. */
const withImage = (container: ContainerSpec): ContainerSpec =>
  typeof container.image === 'string' ? container : {...container, image: ''}

const restartResetMs = 600_000

/** One container of one pod, from image pull to the end of its restarts. */
export class ContainerRunner {
  readonly container: ContainerSpec
  readonly role: ContainerRole
  state: ContainerState
  program: Program | undefined
  /** The life of the container that began last. */
  run: ContainerRun | undefined
  /** The one before. */
  previousRun: ContainerRun | undefined
  env: Readonly<Record<string, string>> = {}
  /** True once {@link ContainerRunner.start} was called. */
  isBegun = false
  readonly #options: RunnerOptions
  readonly #world: World
  readonly #random: Random
  readonly #timers: Timers
  readonly #crashes: BackOff = backOff()
  #startedAt = 0
  #probes: Probes | undefined
  #hasServed = false
  #stopped = false

  constructor(options: RunnerOptions) {
    this.#options = options
    this.#world = options.world
    this.container = withImage(options.container)
    this.role = options.role
    this.state = waitingFor(this.container, 'ContainerCreating')
    this.#random = options.world.random.fork(`${options.pod().metadata.uid}/${options.container.name}`)
    this.#timers = new Timers(options.world.clock)
  }

  get isInit(): boolean {
    return this.role === 'init'
  }

  /** An init container that keeps running beside the others. */
  get isSidecar(): boolean {
    return this.isInit && this.container.restartPolicy === 'Always'
  }

  /** Terminated, and nothing will start it again. */
  get hasGivenUp(): boolean {
    const {current} = this.state
    return 'terminated' in current && (this.#stopped || !this.#restartsAfter(current.terminated.exitCode))
  }

  start(): void {
    this.isBegun = true
    this.#timers.after(100, () => this.#pull())
  }

  /** Ends the program for good; the container is terminated when this returns. */
  stop(): void {
    this.#stopped = true
    if ('running' in this.state.current) {
      const isOwn = this.program?.diesOf === undefined
      if (isOwn) this.#say('Received signal 15, shutting down')
      this.kill(this.program?.diesOf ?? 0, isOwn ? 'Completed' : 'Error')
    }
    this.#timers.cancel()
    this.#probes?.stop()
  }

  /** Ends the program with this exit code; the restart policy decides what follows. */
  kill(exitCode: number, reason: string): void {
    if (!('running' in this.state.current)) return
    this.#timers.cancel()
    this.#probes?.stop()
    this.program?.stop()
    this.program = undefined
    const message = this.run?.lastWords(exitCode)
    this.run?.end(exitCode)
    const finishedAt = timestamp(this.#world.clock.now())
    const startedAt = timestamp(this.#startedAt)
    const {containerID} = this.state
    const terminated = {exitCode, reason, ...(message && {message}), startedAt, finishedAt, containerID}
    this.#change({current: {terminated}, ready: false, started: false})
    if (this.#restartsAfter(exitCode)) this.#restart(terminated)
  }

  /** Ends the program as {@link ContainerRunner.kill} does, with a last line in its log. */
  fail(exitCode: number, reason: string, line: string): void {
    if (!('running' in this.state.current)) return
    this.#say(line)
    this.kill(exitCode, reason)
  }

  /** Does what the container wants done before it is told to end; resolves when that is over. */
  async prepareStop(): Promise<void> {
    const hook = this.container.lifecycle?.preStop
    if (!hook || !('running' in this.state.current)) return
    const {isGood, message} = await this.#handled(hook)
    if (!isGood) this.#event('Warning', 'FailedPreStopHook', `PreStopHook failed${message ? `: ${message}` : ''}`)
  }

  /** Goes on from what a pod's status says of the container, as after a restart of the kubelet. */
  resume(status: ContainerStatus): void {
    const {state: current, lastState: last = {}, restartCount: restarts} = status
    if (!status.containerID || !current) return
    const {ready, started = false, imageID, containerID} = status
    this.isBegun = true
    this.state = {...this.state, current, last, ready, started, restarts, imageID, containerID}
    this.#options.images.add(this.container.image)
    if ('running' in current) this.#carryOn(Date.parse(current.running.startedAt))
    else if ('waiting' in current) this.#timers.after(10_000, () => this.#again(last))
    else if (this.#restartsAfter(current.terminated.exitCode)) this.#restart(current.terminated)
  }

  /** The program starts anew, and what was said of its readiness holds until it serves. */
  #carryOn(startedAt: number): void {
    const found = environmentOf(this.#world, this.#options.pod(), this.container)
    this.env = 'problem' in found ? {} : found.env
    this.#startedAt = startedAt
    this.#launch(this.#newRun())
    if (!this.state.ready) this.#watch()
  }

  #again(last: ContainerState['last']): void {
    this.state = {...this.state, last, restarts: this.state.restarts + 1}
    this.#pull()
  }

  #pull(): void {
    const {container} = this
    new ImagePull({
      container,
      images: this.#options.images,
      timers: this.#timers,
      random: this.#random,
      isBroken: () => this.#planned()?.fault === 'image-pull',
      slowness: () => slownessOf(this.#options.node()),
      event: (type, reason, message) => this.#event(type, reason, message),
      waiting: (reason, message) => this.#wait(reason, message),
      done: () => this.#create(),
    }).start()
  }

  #create(): void {
    const found = environmentOf(this.#world, this.#options.pod(), this.container)
    if ('problem' in found) {
      this.#event('Warning', 'Failed', `Error: ${found.problem}`)
      this.#wait('CreateContainerConfigError', found.problem)
      this.#timers.after(10_000, () => this.#create())
      return
    }
    this.env = found.env
    this.#event('Normal', 'Created', 'Container created')
    this.#timers.after(200, () => this.#run())
  }

  #run(): void {
    const {container} = this
    const uid = this.#options.pod().metadata.uid
    this.#startedAt = this.#world.clock.now()
    const run = this.#newRun()
    this.#event('Normal', 'Started', 'Container started')
    this.#change({
      current: {running: {startedAt: timestamp(this.#startedAt)}},
      imageID: `${container.image.replace(/:[^/:]*$/, '')}@${digestOf(container.image)}`,
      containerID: `containerd://${digestOf(`${uid}/${container.name}/${this.state.restarts}`).slice(7)}`,
    })
    this.#launch(run)
    if (container.lifecycle?.postStart) this.#postStart(container.lifecycle.postStart)
    if (!this.isInit || this.isSidecar) this.#watch()
  }

  #newRun(): ContainerRun {
    const {container, env} = this
    const {pod, node, volumes, podIP, forward} = this.#options
    this.previousRun = this.run ?? this.previousRun
    this.#hasServed = false
    this.run = new ContainerRun({
      world: this.#world,
      pod,
      node,
      container,
      env,
      volumes,
      podIP,
      forward,
      startedAt: this.#startedAt,
    })
    return this.run
  }

  #postStart(hook: Handler): void {
    const run = this.run
    this.#handled(hook).then(({isGood, message}) => {
      if (isGood || this.run !== run) return
      this.#event('Warning', 'FailedPostStartHook', `PostStartHook failed${message ? `: ${message}` : ''}`)
      this.#event('Normal', 'Killing', 'FailedPostStartHook')
      this.kill(137, 'Error')
    })
  }

  async #handled(hook: Handler): Promise<Outcome> {
    try {
      return await this.#handle(hook, Number.POSITIVE_INFINITY)
    } catch (error) {
      return {isGood: false, message: error instanceof Error ? error.message : String(error)}
    }
  }

  #handle(handler: Handler, timeoutSeconds: number): Outcome | Promise<Outcome> {
    const {run, program} = this
    if (!run) return {isGood: false, message: 'container is not running'}
    const pod = this.#options.pod()
    const isServing = (): boolean => this.#isServing()
    return handle(handler, timeoutSeconds, {run, program, pod, clock: this.#world.clock, isServing})
  }

  #launch(run: ContainerRun): void {
    const {container} = this
    const workload = this.#options.workloads.find((candidate) => candidate.recognises(container, this.#options.pod()))
    this.program = workload?.start(this.#host(run))
    this.#planFault()
  }

  #host(run: ContainerRun): ContainerHost {
    const {container, env} = this
    const {pod, node} = this.#options
    return {
      world: this.#world,
      pod: pod(),
      node: node() ?? pod(),
      container,
      env,
      argv: [...(container.command ?? []), ...(container.args ?? [])].map((text) => expand(text, env)),
      random: this.#random,
      restarts: this.state.restarts,
      fault: this.#planned()?.fault,
      log: (text, time) => run.console.line(text, time ?? this.#world.clock.now()),
      console: run.console,
      machine: () => run.machine(),
      exit: (code, reason) => {
        this.#timers.after(0, () => this.kill(code, reason ?? (code === 0 ? 'Completed' : 'Error')))
      },
      forward: this.#options.forward,
      changed: () => this.changed(),
    }
  }

  #planned(): PlannedFault | undefined {
    const {pod, node} = this.#options
    return plannedFault(pod(), node(), this.container.name, this.state.restarts + 1)
  }

  #planFault(): void {
    const planned = this.#planned()
    if (planned?.fault === 'out-of-memory') this.#timers.after(planned.afterMs, () => this.kill(137, 'OOMKilled'))
    if (planned?.fault !== 'crash') return
    this.#timers.after(planned.afterMs, () => {
      this.fail(1, 'Error', 'fatal: unhandled exception, exiting')
    })
  }

  #isServing(): boolean {
    const fault = this.#planned()?.fault
    return fault !== 'never-ready' && fault !== 'hang' && (this.program?.isServing() ?? true)
  }

  #watch(): void {
    this.#probes?.stop()
    this.#probes = new Probes({
      container: this.container,
      clock: this.#world.clock,
      isServing: () => this.#isServing(),
      check: (kind, probe) => this.#check(kind, probe),
      unhealthy: (message) => this.#event('Warning', 'Unhealthy', message),
      started: () => this.state.started || this.#change({started: true}),
      ready: (ready) => {
        this.#hasServed ||= ready
        if (ready !== this.state.ready) this.#change(ready ? {ready, started: true} : {ready})
      },
      restart: (message) => {
        this.#event('Normal', 'Killing', message)
        this.kill(137, 'Error')
      },
    })
    this.#probes.start()
  }

  /** What its ports answer may be different now. */
  changed(): void {
    if (!('running' in this.state.current)) return
    if (this.#probes) this.#probes.changed()
    else if (!this.isInit || this.isSidecar) this.#watch()
  }

  /** A program that is still starting is given its time by the liveness probe. */
  #check(kind: ProbeKind, probe: ProbeSpec): Outcome | Promise<Outcome> {
    const isPatient = kind === 'Liveness' && !probe.exec && !this.#hasServed && this.program?.listens === undefined
    return isPatient ? {isGood: true, message: ''} : this.#handle(probe, probe.timeoutSeconds ?? 1)
  }

  #restartsAfter(exitCode: number): boolean {
    if (this.#stopped || this.role === 'ephemeral') return false
    const policy = this.container.restartPolicy ?? this.#options.pod().spec.restartPolicy ?? 'Always'
    if (this.isInit && !this.isSidecar) return exitCode !== 0 && policy !== 'Never'
    return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0)
  }

  #restart(terminated: Terminated): void {
    if (this.#world.clock.now() - this.#startedAt > restartResetMs) this.#crashes.reset()
    const pause = this.#crashes.next()
    this.#timers.after(1000, () => {
      if (pause > 0) this.#sayBackOff(pause, terminated)
      this.#timers.after(pause, () => this.#again({terminated}))
    })
  }

  #sayBackOff(pause: number, terminated: Terminated): void {
    const {metadata} = this.#options.pod()
    const {name} = this.container
    const pod = `${metadata.name}_${metadata.namespace}(${metadata.uid})`
    this.#event('Warning', 'BackOff', `Back-off restarting failed container ${name} in pod ${pod}`)
    const message = `back-off ${durationText(pause)} restarting failed container=${name} pod=${pod}`
    this.#change({current: {waiting: {reason: 'CrashLoopBackOff', message}}, last: {terminated}})
  }

  #say(line: string): void {
    this.run?.console.line(line, this.#world.clock.now())
  }

  #wait(reason: string, message: string): void {
    this.#change({current: {waiting: {reason, message}}, ready: false, started: false})
  }

  #change(next: Partial<ContainerState>): void {
    this.state = {...this.state, ...next}
    this.#options.changed()
  }

  #event(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#world.api.event(this.#options.pod(), type, reason, message, 'kubelet')
  }
}
