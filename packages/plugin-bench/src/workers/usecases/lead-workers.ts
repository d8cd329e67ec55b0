import {formatDuration} from '@ome/sdk/units'
import type {ArrivalChoice} from '../../load/domain/arrival-flags.ts'
import type {Generated, Generator, RunWatch} from '../../load/domain/generator.ts'
import type {LoadClock} from '../../load/domain/load-plan.ts'
import {type Address, shownAddress} from '../../load/domain/target.ts'
import {joinedRun, liveCrew} from '../domain/joined-run.ts'
import {type LeaderWord, readWord, type WorkerWord, wordLine} from '../domain/words.ts'
import {Worker} from '../domain/worker.ts'
import type {WorkerHost} from '../domain/worker-host.ts'
import type {WorkerFiles, WorkerWish} from '../domain/worker-objects.ts'
import {cannotBegin, noWorkers, tooLate} from '../domain/worker-trouble.ts'

export interface LeadPorts {
  readonly host: WorkerHost
  readonly clock: LoadClock
  readonly unpack: (data: string) => string
}

export interface LeadWorkers {
  readonly wish: WorkerWish
  readonly files: WorkerFiles
  readonly address: Address
  /** How long all of them may take to be ready. */
  readonly startLimitMs: number
  readonly signal: AbortSignal
  /** How far they are, whenever that changes. */
  readonly onChange: (text: string) => void
}

/** Clocks are compared so often before a run; the fastest answer counts. */
const comparisons = 5
const attentionMs = 2000
const leastHeadStartMs = 200
/** What is cut has so long to tell what it measured. */
const lastWordsMs = 10_000
/** A worker that answers no longer than that is lost, whatever the cluster says of its pod. */
const silenceMs = 60_000

/** Makes workers in the cluster and sends load from them. All of it is removed when it is closed, and when it fails. */
export async function leadWorkers(ports: LeadPorts, input: LeadWorkers): Promise<Generator> {
  const crew = new Leader(ports, input)
  try {
    await crew.gather()
    return crew
  } catch (error) {
    await crew.close()
    throw error
  }
}

class Leader implements Generator {
  private readonly ports: LeadPorts
  private readonly input: LeadWorkers
  private readonly workers: readonly Worker[]
  private readonly sayTo = new Map<Worker, (line: string) => void>()
  private readonly over = new AbortController()
  private failure: unknown
  private runs = 0
  private wake: () => void = () => undefined

  constructor(ports: LeadPorts, input: LeadWorkers) {
    this.ports = ports
    this.input = input
    this.workers = Array.from({length: input.wish.workers}, (_, index) => new Worker(index))
  }

  get engine() {
    const ready = this.workers.find((worker) => worker.ready)?.ready
    if (!ready) throw new Error('no worker is ready')
    const {model, isSimulated} = ready
    return {url: shownAddress(this.input.address), way: 'cluster', model, isSimulated} as const
  }

  /** Until all are ready. Throws when one cannot be, or when it takes too long. */
  async gather(): Promise<void> {
    const {host, clock} = this.ports
    const {wish, files, signal, startLimitMs, onChange} = this.input
    await host.begin(wish, files)
    signal.throwIfAborted()
    this.keep(this.follow())
    this.keep(this.refusal())
    this.keep(this.attend())
    const late = clock.now() + startLimitMs
    const isReady = (): boolean => this.workers.every(({ready}) => ready)
    const goOn = (): boolean => {
      const lost = this.workers.find(({isGone}) => isGone)
      if (lost) throw cannotBegin(lost)
      onChange(`${this.workers.filter(({ready}) => ready).length} of ${this.workers.length} workers are ready`)
      return isReady()
    }
    await this.until(goOn, {late, cut: signal})
    signal.throwIfAborted()
    if (!isReady()) throw tooLate(this.workers, startLimitMs)
  }

  async run(choice: ArrivalChoice, {signal, onBegin}: RunWatch): Promise<Generated> {
    const {clock} = this.ports
    const run = ++this.runs
    await this.compareClocks()
    const at = clock.now() + this.headStart()
    for (const worker of this.present) {
      worker.begin(run)
      this.say(worker, this.runWord(worker, choice, at))
    }
    onBegin(() => liveCrew(this.workers))
    const goesOn = (): readonly Worker[] => this.present.filter(({result}) => !result)
    let said = clock.now()
    const isOver = (): boolean => {
      const left = goesOn()
      if (clock.now() - said < attentionMs) return left.length === 0
      said = clock.now()
      for (const worker of left) if (worker.heard < run) this.say(worker, this.runWord(worker, choice, at))
      return left.length === 0
    }
    await this.until(isOver, {cut: signal})
    if (signal.aborted) await this.cut(goesOn)
    return joinedRun(this.workers, signal.aborted)
  }

  async close(): Promise<void> {
    for (const worker of this.sayTo.keys()) this.say(worker, {kind: 'end'})
    this.over.abort()
    this.wake()
    await this.ports.host.end(this.input.wish)
  }

  /** From the word to the beginning of a run: in that time it has reached all. One alone waits for nobody. */
  private headStart(): number {
    if (this.present.length < 2) return 0
    return Math.max(leastHeadStartMs, ...this.present.map(({offset}) => 10 * (offset?.uncertainMs ?? 0)))
  }

  private get present(): readonly Worker[] {
    return this.workers.filter(({isGone}) => !isGone)
  }

  private runWord(worker: Worker, choice: ArrivalChoice, at: number): LeaderWord {
    return {kind: 'run', run: this.runs, at: at + (worker.offset?.ms ?? 0), choice}
  }

  private say(worker: Worker, word: LeaderWord): void {
    this.sayTo.get(worker)?.(wordLine(word))
  }

  private async cut(goesOn: () => readonly Worker[]): Promise<void> {
    for (const worker of goesOn()) this.say(worker, {kind: 'stop'})
    const late = this.ports.clock.now() + lastWordsMs
    await this.until(() => goesOn().length === 0, {late})
  }

  private async compareClocks(): Promise<void> {
    const {clock} = this.ports
    for (let time = 0; time < comparisons; time++) {
      const late = clock.now() + attentionMs
      const asked = clock.now()
      const answered = new Set<Worker>()
      for (const worker of this.present) this.say(worker, {kind: 'clock', asked})
      this.answers = (worker, word) => word.asked === asked && answered.add(worker)
      await this.until(() => this.present.every((worker) => answered.has(worker)), {late})
    }
  }

  private answers: (worker: Worker, word: Extract<WorkerWord, {kind: 'clock'}>) => unknown = () => undefined

  /** Workers that hear nothing for a minute take it that nobody is there any more. */
  private async attend(): Promise<void> {
    const {clock} = this.ports
    const {signal} = this.over
    while (!signal.aborted) {
      await clock.until(clock.now() + attentionMs, signal)
      for (const worker of this.present) {
        this.say(worker, {kind: 'clock', asked: clock.now()})
        if (clock.now() - (worker.lastWord ?? clock.now()) > silenceMs)
          worker.state = {phase: 'stuck', why: `has said nothing for ${formatDuration(silenceMs)}`}
      }
      this.wake()
    }
  }

  private async follow(): Promise<void> {
    const {host} = this.ports
    const {wish} = this.input
    for await (const {index, pod, state} of host.news(wish, this.over.signal)) {
      const worker = this.workers[index]
      // One that takes the place of another has missed the run.
      if (!worker || (worker.pod !== undefined && worker.pod !== pod)) continue
      worker.state = state
      if (worker.pod === undefined && (state.phase === 'running' || state.phase === 'ended')) {
        worker.pod = pod
        const onFailure = (error: unknown): void => this.fail(error)
        this.sayTo.set(worker, host.talk(wish, pod, {signal: this.over.signal, onFailure}))
        this.keep(this.listen(worker, pod))
      }
      this.wake()
    }
  }

  private async listen(worker: Worker, pod: string): Promise<void> {
    const {host, clock, unpack} = this.ports
    for await (const line of host.listen(this.input.wish, pod, this.over.signal)) {
      const word = readWord<WorkerWord>(line)
      if (!word) continue
      worker.hear(word, clock.now(), unpack)
      if (word.kind === 'clock') this.answers(worker, word)
      this.wake()
    }
    worker.isSilent = true
    this.wake()
  }

  private async refusal(): Promise<void> {
    const why = await this.ports.host.refusal(this.input.wish, this.over.signal)
    throw noWorkers(why)
  }

  /** What fails beside the work fails the work. */
  private keep(beside: Promise<void>): void {
    beside.catch((error: unknown) => this.fail(error))
  }

  private fail(error: unknown): void {
    if (this.over.signal.aborted) return
    this.failure ??= error
    this.wake()
  }

  /** Looks at the condition whenever something changes, until it holds, the time is there or the signal comes. */
  private async until(condition: () => boolean, {late = Number.POSITIVE_INFINITY, cut}: Ends): Promise<void> {
    const {clock} = this.ports
    for (;;) {
      if (this.failure !== undefined) throw this.failure
      if (condition() || clock.now() >= late || cut?.aborted) return
      const turn = new AbortController()
      const wake = (): void => turn.abort()
      this.wake = wake
      cut?.addEventListener('abort', wake, {once: true})
      await clock.until(Math.min(late, clock.now() + attentionMs), turn.signal)
      cut?.removeEventListener('abort', wake)
    }
  }
}

interface Ends {
  readonly late?: number
  readonly cut?: AbortSignal
}
