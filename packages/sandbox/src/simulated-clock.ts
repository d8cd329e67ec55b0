import type {Clock} from './clock.ts'
import {type Timer, timerHeap} from './timer-heap.ts'

/** A clock that can stand still, be moved by hand, and run with the wall. */
export interface SimulatedClock extends Clock {
  /**
   * Moves a standing clock forward: runs every timer that falls due, in order, and waits for `settle` after each
   * (controllers react to what a timer did before the next one fires).
   */
  advance(ms: number): Promise<void>
  /** Moves the calendar of a standing clock on as if nothing had happened meanwhile: no timer comes nearer. */
  skip(ms: number): void
  /** From here on time passes by itself. */
  run(): void
  stop(): void
  readonly isRunning: boolean
  /** What {@link SimulatedClock.advance} waits for; a turn of the event loop when nothing is set. */
  settle: () => Promise<void>
}

export interface ClockOptions {
  /** Milliseconds since the epoch at which the clock stands first. Default: now. */
  readonly start?: number
  /** How much faster than real the cluster works. Default 1. */
  readonly speed?: number
  /** Told what a timer throws; the clock goes on. Default: thrown at whoever moves the clock. */
  readonly fault?: (error: unknown) => void
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const wall = (): number => performance.now()
const longestTimeoutMs = 2 ** 31 - 1

/** Makes a clock that stands at `start` until it is moved or set running. */
export function simulatedClock(options: ClockOptions = {}): SimulatedClock {
  const speed = options.speed ?? 1
  const timers = timerHeap()
  let calendar = options.start ?? Date.now()
  let work = 0
  let since: number | undefined
  let wake: NodeJS.Timeout | undefined
  let wakeDue = Number.POSITIVE_INFINITY
  let order = 0
  /** While a timer runs, what it sets counts from its own due time: chains do not drift however late they are woken. */
  let firing: number | undefined

  const elapsed = (): number => (since === undefined ? 0 : wall() - since)
  const workNow = (): number => work + elapsed() * speed

  function fireDue(): void {
    wakeDue = Number.POSITIVE_INFINITY
    const limit = workNow()
    for (let timer = timers.peek(); timer && timer.due <= limit; timer = timers.peek()) fire(timer)
    sleep()
  }

  function fire(timer: Timer): void {
    timers.pop()
    const callback = timer.callback
    timer.callback = undefined
    firing = timer.due
    try {
      callback?.()
    } catch (error) {
      if (!options.fault) throw error
      options.fault(error)
    } finally {
      firing = undefined
    }
  }

  function sleep(): void {
    if (since === undefined) return
    const next = timers.peek()
    if (!next || next.due >= wakeDue) return
    clearTimeout(wake)
    wakeDue = next.due
    wake = setTimeout(fireDue, Math.min(longestTimeoutMs, Math.max(0, (next.due - workNow()) / speed)))
    wake.unref()
  }

  const clock: SimulatedClock = {
    speed,
    settle: turn,
    get isRunning() {
      return since !== undefined
    },
    now: () => calendar + elapsed(),
    after(delayMs, callback) {
      const timer: Timer = {due: (firing ?? workNow()) + Math.max(0, delayMs), order: order++, callback}
      timers.push(timer)
      sleep()
      return () => {
        timer.callback = undefined
      }
    },
    at(time, callback) {
      // The calendar and the work part ways only while the clock runs, and it may start or stop meanwhile: look again.
      let cancel = (): void => undefined
      const wait = (): void => {
        const left = time - clock.now()
        if (left <= 0) callback()
        else cancel = clock.after(since === undefined ? left : left * speed, wait)
      }
      cancel = clock.after(0, wait)
      return () => cancel()
    },
    async advance(ms) {
      if (since !== undefined) throw new Error('a running clock cannot be moved by hand')
      const end = work + ms
      await clock.settle()
      for (let timer = timers.peek(); timer && timer.due <= end; timer = timers.peek()) {
        calendar += timer.due - work
        work = timer.due
        fire(timer)
        await clock.settle()
      }
      calendar += end - work
      work = end
    },
    skip(ms) {
      if (since !== undefined) throw new Error('a running clock cannot be moved by hand')
      calendar += ms
    },
    run() {
      if (since !== undefined) return
      since = wall()
      sleep()
    },
    stop() {
      clearTimeout(wake)
      wakeDue = Number.POSITIVE_INFINITY
      const passed = elapsed()
      calendar += passed
      work += passed * speed
      since = undefined
    },
  }
  return clock
}
