import type {Evidence} from './evidence.ts'

/** What `--apply` does about a finding: bounds of the engine's replicas, and fields of the service by their path. */
export interface Adjustment {
  readonly replicas?: {readonly min: number; readonly max: number}
  readonly fields?: Readonly<Record<string, string>>
}

export interface Finding {
  readonly rule: string
  readonly finding: string
  readonly evidence: string
  readonly change: string
  readonly effect: string
  readonly risk: 'none' | 'low' | 'medium' | 'high'
  /** Absent: a person has to decide, or it is nothing that can be set. */
  readonly adjustment?: Adjustment
}

export type Rule = (evidence: Evidence) => readonly Finding[]
