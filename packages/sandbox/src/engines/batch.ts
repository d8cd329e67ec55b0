import type {Clock} from '../clock.ts'
import type {Random} from '../random.ts'
import {loadFactor, type Speed, stepJitter} from './latency.ts'

export interface Job {
  readonly promptTokens: number
  readonly outputTokens: number
  /** Of the prompt, held since an earlier request: they need no prefill. */
  readonly cachedTokens?: number
  /** A token is there; `index` counts from 0. */
  token(index: number): void
  /** All tokens are there, or the caller went away. */
  end(timing: Timing, aborted: boolean): void
}

/** When things happened to one request, in calendar milliseconds. */
export interface Timing {
  readonly arrived: number
  readonly started: number
  readonly first: number
  readonly ended: number
}

export interface BatchOptions {
  readonly clock: Clock
  readonly random: Random
  readonly speed: Speed
  readonly maxSequences: number
  /** Requests that may wait beyond those that run. */
  readonly maxWaiting: number
}

/** Continuous batching: requests run together up to a limit, each slower the more run; the rest wait their turn. */
export interface Batch {
  /** Undefined when the queue is full; otherwise the way to give up. */
  submit(job: Job): (() => void) | undefined
  readonly running: number
  readonly waiting: number
  /** Tokens held by running requests. */
  readonly heldTokens: number
}

interface Running {
  readonly job: Job
  readonly arrived: number
  started: number
  first: number
  done: number
  cancel: () => void
}

/** An empty batch. */
export function batch(options: BatchOptions): Batch {
  const {clock, random, speed, maxSequences} = options
  const running = new Set<Running>()
  const queue: Running[] = []

  function fill(): void {
    while (running.size < maxSequences) {
      const next = queue.shift()
      if (!next) return
      begin(next)
    }
  }

  function begin(entry: Running): void {
    running.add(entry)
    entry.started = clock.now()
    const prefill = speed.prefillMs + speed.prefillPerTokenMs * (entry.job.promptTokens - (entry.job.cachedTokens ?? 0))
    entry.cancel = clock.after(prefill * loadFactor(running.size, maxSequences) * stepJitter(random), () => step(entry))
  }

  function step(entry: Running): void {
    if (entry.done === 0) entry.first = clock.now()
    entry.job.token(entry.done)
    entry.done++
    if (entry.done >= entry.job.outputTokens) {
      finish(entry, false)
      return
    }
    entry.cancel = clock.after(speed.tokenMs * loadFactor(running.size, maxSequences) * stepJitter(random), () =>
      step(entry),
    )
  }

  function finish(entry: Running, aborted: boolean): void {
    entry.cancel()
    const waiting = queue.indexOf(entry)
    if (waiting >= 0) queue.splice(waiting, 1)
    else if (!running.delete(entry)) return
    const {arrived, started, first} = entry
    entry.job.end({arrived, started, first, ended: clock.now()}, aborted)
    fill()
  }

  return {
    submit(job) {
      if (running.size >= maxSequences && queue.length >= options.maxWaiting) return undefined
      const arrived = clock.now()
      const entry: Running = {job, arrived, started: arrived, first: arrived, done: 0, cancel: () => undefined}
      queue.push(entry)
      fill()
      return () => finish(entry, true)
    },
    get running() {
      return running.size
    },
    get waiting() {
      return queue.length
    },
    get heldTokens() {
      let held = 0
      for (const entry of running) held += entry.job.promptTokens + entry.done
      return held
    },
  }
}
