import type {Clock} from '../clock.ts'

/** Timers that end together. */
export class Timers {
  readonly #clock: Clock
  /** Most pods have long had their last timer. */
  #cancels: Set<() => void> | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  after(ms: number, action: () => void): void {
    const cancel = this.#clock.after(ms, () => {
      this.#cancels?.delete(cancel)
      if (this.#cancels?.size === 0) this.#cancels = undefined
      action()
    })
    this.#cancels ??= new Set()
    this.#cancels.add(cancel)
  }

  cancel(): void {
    for (const cancel of this.#cancels ?? []) cancel()
    this.#cancels = undefined
  }
}
