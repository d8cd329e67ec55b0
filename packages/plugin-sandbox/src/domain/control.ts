/** What somebody asks to go wrong in the sandbox. */
export interface FaultOrder {
  readonly kind: string
  /** `node/NAME`, `pod/NAMESPACE/NAME`, `service/NAMESPACE/NAME` or `instance-type/NAME`. */
  readonly target: string | undefined
  readonly durationMs: number | undefined
  /** Share of the requests, 0 to 1. */
  readonly rate: number | undefined
  readonly amount: number | undefined
  readonly seed: number | undefined
  readonly userAgent: string | undefined
}

export interface ActiveFault {
  readonly id: string
  readonly kind: string
  readonly target?: string
  readonly effect: string
  /** Milliseconds since the epoch. */
  readonly since: number
  readonly until?: number
  /** False when it was over in the moment it happened. */
  readonly lasts: boolean
}

export interface FaultKind {
  readonly name: string
  readonly summary: string
  readonly target: 'none' | 'node' | 'pod' | 'instance-type' | 'optional'
  readonly amount?: string
}

/** One request that a client made. */
export interface RequestRecord {
  readonly id: number
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly ms: number
  readonly method: string
  readonly url: string
  readonly code: number
  readonly user: string
  readonly userAgent: string
}

/** The sandbox's interface to its own emulation. */
export interface SandboxControl {
  /** Those with a greater id, oldest first. */
  requests(after: number): Promise<readonly RequestRecord[]>
  faultKinds(): Promise<readonly FaultKind[]>
  faults(): Promise<readonly ActiveFault[]>
  inject(order: FaultOrder): Promise<ActiveFault>
  /** Throws `not-found` when there is no fault of that id. */
  heal(id: string): Promise<void>
  /** The text of a snapshot file. */
  snapshot(): Promise<string>
}
