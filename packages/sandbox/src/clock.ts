/** Time inside the cluster. With speed 60 a minute of the cluster passes in a second of the wall. */
export interface Clock {
  /** Milliseconds since the epoch, in cluster time. */
  now(): number
  /** Calls back after `delayMs` of cluster time; returns the way to cancel. Never keeps the process alive. */
  after(delayMs: number, callback: () => void): () => void
  readonly speed: number
}
