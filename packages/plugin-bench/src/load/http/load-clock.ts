import type {LoadClock} from '../domain/load-plan.ts'

/** Timers wake up about a millisecond late; the rest of a long wait is waited out in turns of the event loop. */
const early = 1.5
/** Shorter waits, at more than 250 requests a second, would have the loop turn all the time. */
const longWait = 4

export const loadClock: LoadClock = {
  now: () => performance.now(),
  async until(time, signal) {
    const wait = time - performance.now()
    if (wait <= 0 || signal.aborted) return
    if (wait < longWait) return await sleep(wait, signal)
    await sleep(wait - early, signal)
    while (!signal.aborted && performance.now() < time) await new Promise((resolve) => setImmediate(resolve))
  },
}

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, ms)
    signal.addEventListener('abort', wake, {once: true})
    if (signal.aborted) wake()
  })
