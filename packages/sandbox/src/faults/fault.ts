/** What somebody asks to go wrong. */
export interface FaultOrder {
  /** One of {@link faultKinds}. */
  readonly kind: string
  /** `node/NAME`, `pod/NAMESPACE/NAME`, `service/NAMESPACE/NAME` or `instance-type/NAME`; absent for faults of the API server. */
  readonly target?: string
  /** Real milliseconds until it ends by itself; absent: until it is ended. */
  readonly durationMs?: number
  /** Share of the requests that it hits, 0 to 1. Default 1. */
  readonly rate?: number
  /** Milliseconds of latency, the code of a GPU's Xid, or how many times slower; each kind has its own default. */
  readonly amount?: number
  /** Same number, same hits. Default 1. */
  readonly seed?: number
  /** Only requests whose user agent begins so. */
  readonly userAgent?: string
}

/** A fault that lasts. */
export interface ActiveFault {
  readonly id: string
  readonly kind: string
  readonly target?: string
  /** What happens, in one sentence without a period. */
  readonly effect: string
  /** Milliseconds since the epoch. */
  readonly since: number
  readonly until?: number
  /** False when it was over in the moment it happened. */
  readonly lasts: boolean
}

/** Thrown for an order that cannot be carried out. */
export class FaultError extends Error {
  override readonly name = 'FaultError'
  readonly isMissing: boolean
  /** `isMissing`: the target does not exist, rather than that the order is wrong. */
  constructor(message: string, isMissing = false) {
    super(message)
    this.isMissing = isMissing
  }
}
