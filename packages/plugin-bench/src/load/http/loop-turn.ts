/** Shorter pauses of the loop are its own work: what it reads next may have been there before. */
const idleMs = 0.1

/**
 * How long something may have lain there before it was read, because the loop was busy with the rest of what came in the
 * same turn, or with the turn before it.
 */
export class LoopTurn {
  private readonly now: () => number
  private isUnderWay = false
  private began = Number.NEGATIVE_INFINITY
  private ended = Number.NEGATIVE_INFINITY
  private earliest = Number.NEGATIVE_INFINITY

  constructor(now = () => performance.now()) {
    this.now = now
  }

  /** Milliseconds, at most; of what is read at this time. */
  late(now: number): number {
    if (!this.isUnderWay) this.begin(now)
    return now - this.earliest
  }

  private begin(now: number): void {
    this.isUnderWay = true
    this.earliest = now - this.ended < idleMs ? this.began : now
    this.began = now
    setImmediate(() => {
      this.isUnderWay = false
      this.ended = this.now()
    })
  }
}
