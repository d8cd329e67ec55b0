import type {Clock} from '../clock.ts'
import type {ContainerSpec, ProbeSpec} from './container-spec.ts'
import {isExecuted, type Outcome} from './handlers.ts'

export type ProbeKind = 'Startup' | 'Readiness' | 'Liveness'

export interface ProbeOptions {
  readonly container: ContainerSpec
  readonly clock: Clock
  readonly isServing: () => boolean
  readonly check: (kind: ProbeKind, probe: ProbeSpec) => Outcome | Promise<Outcome>
  /** The text of an `Unhealthy` event. */
  readonly unhealthy: (message: string) => void
  readonly started: () => void
  readonly ready: (isReady: boolean) => void
  /** The text of a `Killing` event: the container is to begin anew. */
  readonly restart: (message: string) => void
}

const firstMs = 500
const soonMs = 200

/**
 * Runs a container's probes. A probe of a port that succeeds is not repeated until `changed` is called, so that a
 * healthy container costs nothing; commands are run again at each period.
 */
export class Probes {
  readonly #options: ProbeOptions
  #startup: ProbeLoop | undefined
  #readiness: ProbeLoop | undefined
  #liveness: ProbeLoop | undefined
  #cancel: () => void = () => undefined

  constructor(options: ProbeOptions) {
    this.#options = options
  }

  start(): void {
    const {container, restart} = this.#options
    const {startupProbe} = container
    if (!startupProbe) {
      this.#options.started()
      this.#started(undefined)
      return
    }
    this.#startup = new ProbeLoop('Startup', startupProbe, this.#options, (isGood) => {
      this.#startup?.stop()
      this.#startup = undefined
      if (!isGood) return restart(`Container ${container.name} failed startup probe, will be restarted`)
      this.#options.started()
      this.#started(soonMs)
    })
    this.#startup.begin(delayOf(startupProbe))
  }

  /** Something that ports tell may be different now. */
  changed(): void {
    this.#startup?.changed()
    this.#readiness?.changed()
    this.#liveness?.changed()
    if (!this.#startup && !this.#readiness) this.#withoutProbe()
  }

  stop(): void {
    for (const loop of [this.#startup, this.#readiness, this.#liveness]) loop?.stop()
    this.#cancel()
  }

  #started(delayMs: number | undefined): void {
    const {container, ready, restart} = this.#options
    const {readinessProbe, livenessProbe} = container
    if (readinessProbe) {
      this.#readiness = new ProbeLoop('Readiness', readinessProbe, this.#options, ready)
      this.#readiness.begin(delayMs ?? delayOf(readinessProbe))
    } else this.#withoutProbe()
    if (!livenessProbe) return
    this.#liveness = new ProbeLoop('Liveness', livenessProbe, this.#options, (isGood) => {
      if (!isGood) restart(`Container ${container.name} failed liveness probe, will be restarted`)
    })
    this.#liveness.begin(delayOf(livenessProbe))
  }

  #withoutProbe(): void {
    const {clock, isServing, ready} = this.#options
    this.#cancel()
    if (!isServing()) ready(false)
    else this.#cancel = clock.after(300, () => ready(isServing()))
  }
}

const delayOf = (probe: ProbeSpec): number => Math.max(firstMs, (probe.initialDelaySeconds ?? 0) * 1000)

/** One probe, again and again. */
class ProbeLoop {
  readonly #kind: ProbeKind
  readonly #probe: ProbeSpec
  readonly #options: ProbeOptions
  readonly #verdict: (isGood: boolean) => void
  #state: 'delayed' | 'waiting' | 'asking' | 'resting' | 'stopped' = 'delayed'
  #failures = 0
  #successes = 0
  #cancel: () => void = () => undefined

  constructor(kind: ProbeKind, probe: ProbeSpec, options: ProbeOptions, verdict: (isGood: boolean) => void) {
    this.#kind = kind
    this.#probe = probe
    this.#options = options
    this.#verdict = verdict
  }

  begin(delayMs: number): void {
    this.#later('delayed', delayMs)
  }

  changed(): void {
    if (this.#state === 'resting') this.#tick(true)
    else if (this.#state === 'waiting') this.#later('waiting', firstMs)
  }

  stop(): void {
    this.#state = 'stopped'
    this.#cancel()
  }

  #later(state: 'delayed' | 'waiting', ms: number): void {
    this.#cancel()
    this.#state = state
    this.#cancel = this.#options.clock.after(ms, () => this.#tick(false))
  }

  #tick(isTold: boolean): void {
    this.#state = 'asking'
    const outcome = this.#options.check(this.#kind, this.#probe)
    if (!(outcome instanceof Promise)) {
      this.#judge(outcome, isTold)
      return
    }
    outcome.then(
      (found) => this.#judge(found, isTold),
      (error: unknown) =>
        this.#judge({isGood: false, message: error instanceof Error ? error.message : String(error)}, isTold),
    )
  }

  #judge({isGood, message}: Outcome, isTold: boolean): void {
    if (this.#state !== 'asking') return
    const probe = this.#probe
    this.#failures = isGood ? 0 : this.#failures + 1
    this.#successes = isGood ? this.#successes + 1 : 0
    if (isGood && this.#successes >= (probe.successThreshold ?? 1) && !isExecuted(probe)) this.#state = 'resting'
    else this.#later('waiting', (probe.periodSeconds ?? 10) * 1000)
    if (!isGood && isWorthSaying(this.#failures)) this.#options.unhealthy(`${this.#kind} probe failed: ${message}`)
    if (isGood && this.#successes >= (probe.successThreshold ?? 1)) this.#verdict(true)
    // A port that has gone away while its container was ready is no passing weakness.
    const isOver = this.#failures >= (probe.failureThreshold ?? 3) || (isTold && this.#kind === 'Readiness')
    if (!isGood && isOver) this.#verdict(false)
  }
}

/** Every failure at first, then ever fewer: a model that loads for a quarter of an hour would fill the event log. */
const isWorthSaying = (failures: number): boolean => failures <= 3 || (failures & (failures - 1)) === 0
