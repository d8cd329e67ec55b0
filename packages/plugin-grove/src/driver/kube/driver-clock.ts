import {OmeError} from '@ome/sdk/errors'
import type {DriverClock} from '../domain/ports.ts'

/** The command's clock. It sleeps in short pieces: what passes in the cluster's time counts, not in the machine's. */
export const driverClock = (now: () => Date, signal: AbortSignal, pieceMs: number): DriverClock => ({
  now: () => now().getTime(),
  async sleep(ms) {
    const end = now().getTime() + ms
    do await piece(Math.min(pieceMs, ms), signal)
    while (now().getTime() < end)
  },
})

function piece(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(new OmeError('cancelled', 'cancelled'))
    }
    if (signal.aborted) return reject(new OmeError('cancelled', 'cancelled'))
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal.addEventListener('abort', stop, {once: true})
  })
}
