export type RuleName =
  | 'control-plane'
  | 'webhook'
  | 'spec'
  | 'model'
  | 'storage'
  | 'runtime'
  | 'quota'
  | 'node'
  | 'scheduling'
  | 'image'
  | 'crash'
  | 'probe'
  | 'autoscaler'
  | 'rollout'
  | 'traffic'

/** What a rule looked at, so that a person can look there, too. */
export interface Evidence {
  /** `kind/name`. */
  readonly object: string
  /** Field, condition, event or log it was read in. */
  readonly field?: string
  readonly text: string
}

/** A command that can be typed as it stands, and what it is good for. */
export interface Fix {
  readonly why: string
  readonly command: string
}

/** `fail`: keeps the service from being as it shall. `warn`: does not now. `unknown`: what it needs may not be read. */
export type Result = 'ok' | 'warn' | 'fail' | 'unknown'

export interface Verdict {
  readonly result: Result
  /** One sentence in plain words: what is the case. */
  readonly says: string
  readonly evidence?: readonly Evidence[]
  readonly fix?: Fix
  /** It is so because replicas are not ready, and tells nothing of why. */
  readonly follows?: true
  /** Waiting will not mend it. */
  readonly final?: true
}

export interface Finding extends Verdict {
  readonly rule: RuleName
}

/** `object field: text`, as one reads it. */
export const evidenceText = ({object, field, text}: Evidence): string =>
  `${object}${field === undefined ? '' : ` ${field}`}: ${text}`

export const fixText = ({why, command}: Fix): string => `${why}: ${command}`

/** What every rule says about one service, causes first. */
export interface Diagnosis {
  readonly service: {readonly name: string; readonly namespace: string; readonly status: string}
  readonly cause?: Finding
  readonly findings: readonly Finding[]
  /** Rights that were missing, as `list nodes`. */
  readonly unread: readonly string[]
  /** Something keeps it from being as it shall. */
  readonly isBlocked: boolean
}
