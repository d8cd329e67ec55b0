/** A rollout that this tool drives, as the ConfigMap `<set>-ome-rollout` keeps it: whoever reads it can go on. */
export interface Rollout {
  readonly version: 1
  readonly id: string
  readonly verb: Verb
  readonly phase: Phase
  readonly reason?: Reason
  readonly message?: string
  readonly pcs: {readonly name: string; readonly uid: string}
  readonly fromRevision?: number
  readonly toRevision?: number
  readonly fromDigest: string
  readonly toDigest: string
  readonly original: Original
  /** In template order. */
  readonly roles: readonly string[]
  readonly patched: readonly PatchedField[]
  /** What a canary leaves for its promotion. */
  readonly later?: Later
  /** Pod template hashes of the cliques before the first change, by name. */
  readonly hashes: Readonly<Record<string, string>>
  /** UIDs of the pods that a restart replaces. */
  readonly before?: readonly string[]
  readonly order: 'roles' | 'parallel' | 'racks'
  /** Workers of each role that are new at the end of a step: `1` or `25%`. */
  readonly steps: readonly string[]
  readonly step: number
  /** When the workers of the present step were all new and ready. */
  readonly stepFullAt?: string
  readonly batchSize: number
  readonly minReadySeconds: number
  readonly unitTimeoutSeconds: number
  /** Time that pods get to end; their own when absent. */
  readonly graceSeconds?: number
  /** Workers that were taken away and are not back, since when. */
  readonly waiting: readonly {readonly worker: string; readonly since: string}[]
  readonly gates: readonly Gate[]
  readonly settleSeconds: number
  readonly windowSeconds: number
  /** Windows with too few samples in the present step. */
  readonly holds: number
  readonly baseline?: Readonly<Partial<Record<Metric, number>>>
  readonly samples: readonly Sample[]
  /** Every step waits for a yes. */
  readonly approval: boolean
  readonly approvals: readonly {readonly step: number; readonly by: string; readonly at: string}[]
  readonly placement?: Placement
  readonly onFail: 'abort' | 'pause'
  /** It took over what somebody else began, and waits before it goes on. */
  readonly startsPaused?: boolean
  /** The way back was taken: it ends Aborted. */
  readonly back?: boolean
  /** The way back also overwrites what others changed meanwhile. */
  readonly force?: boolean
  readonly request?: {readonly action: 'pause' | 'abort'; readonly by: string; readonly at: string}
  readonly holder?: Holder
  readonly startedBy: string
  readonly startedAt: string
  readonly endedAt?: string
  readonly log: readonly {readonly at: string; readonly text: string}[]
}

export type Verb = 'update' | 'restart' | 'canary' | 'start' | 'hold'

export type Phase =
  | 'Preparing'
  | 'AwaitingApproval'
  | 'Progressing'
  | 'Paused'
  | 'Aborting'
  | 'Finishing'
  | 'Done'
  | 'Aborted'

export type Reason = 'canary' | 'user' | 'hold' | 'gate' | 'samples' | 'placement' | 'timeout' | 'edited' | 'gone'

/** What the set had before, to be put back at the end. */
export interface Original {
  readonly updateStrategy?: unknown
  /** Fields that OnDelete excludes, by their JSON pointer in the set. */
  readonly rollingUpdates?: readonly {readonly path: string; readonly value: unknown}[]
}

/** One field of the template: of a clique, else of the template itself; `path` is a JSON pointer from there. */
export interface PatchedField {
  readonly clique?: string
  readonly path: string
  /** Absent: there was no such field. */
  readonly from?: unknown
  /** Absent: the field goes. */
  readonly to?: unknown
}

export interface Later {
  readonly patched: readonly PatchedField[]
  readonly toDigest: string
  readonly roles: readonly string[]
}

export type Metric = 'ttft' | 'tpot' | 'error-rate'

export interface Gate {
  readonly metric: Metric
  /** Of a latency; absent for a ratio. */
  readonly quantile?: number
  /** Seconds, or a ratio for `error-rate`. */
  readonly limit?: number
  readonly minSamples: number
  /** Ratio over the baseline, 0.1 = 10 % worse. */
  readonly maxRegression?: number
}

export interface Sample {
  readonly step: number
  readonly metric: Metric
  readonly value: number | null
  readonly count: number
  readonly baseline?: number
  readonly verdict: 'pass' | 'fail' | 'hold'
  readonly at: string
}

export interface Placement {
  readonly level: string
  readonly score?: number
  /** Domain of each worker at the start, by its key. */
  readonly workers: Readonly<Record<string, string>>
  /** The rollout stops when a worker leaves its domain. */
  readonly preserve: boolean
  /** What made it stop; resuming accepts it. */
  readonly moved?: {readonly workers: Readonly<Record<string, string>>; readonly score?: number}
}

export interface Holder {
  readonly by: string
  readonly session: string
  readonly renewedAt: string
}

export const isEnded = ({phase}: Pick<Rollout, 'phase'>): boolean => phase === 'Done' || phase === 'Aborted'

/** Nothing happens until somebody says so. */
export const isStopped = (rollout: Pick<Rollout, 'phase'>): boolean =>
  isEnded(rollout) || rollout.phase === 'Paused' || rollout.phase === 'AwaitingApproval'

const logLines = 50

export const logged = (rollout: Rollout, text: string, now: number): Rollout => ({
  ...rollout,
  log: [...rollout.log, {at: timeText(now), text}].slice(-logLines),
})

export const timeText = (now: number): string => new Date(now).toISOString()

/** The rollout without the fields that are named. */
export function without<Key extends keyof Rollout>(rollout: Rollout, ...keys: readonly Key[]): Rollout {
  const entries = Object.entries(rollout).filter(([key]) => !keys.some((one) => one === key))
  return Object.fromEntries(entries) as unknown as Rollout
}

export const paused = (rollout: Rollout, reason: Reason, message: string, now: number): Rollout =>
  logged({...rollout, phase: 'Paused', reason, message}, `paused: ${message}`, now)
