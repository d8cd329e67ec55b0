/**
 * Time inside the cluster. The calendar runs with the wall, so that ages read right in every client; what merely takes
 * time (pulling an image, loading weights, generating a token) is shortened by `speed`: with speed 60 a minute of work
 * takes a second.
 */
export interface Clock {
  /** Milliseconds since the epoch, by the cluster's calendar. May have a fraction. */
  now(): number
  /** Calls back when `delayMs` of cluster work have passed; returns the way to cancel. Never keeps the process alive. */
  after(delayMs: number, callback: () => void): () => void
  /** Calls back at a moment of the calendar, whatever the speed; returns the way to cancel. */
  at(time: number, callback: () => void): () => void
  readonly speed: number
}
