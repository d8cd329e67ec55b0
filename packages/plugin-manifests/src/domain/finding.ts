import type {Risk} from '@ome/inference-model/manifests/risk'

/** One thing that a check of manifests found. */
export interface Finding {
  readonly source: string
  /** `inferenceservice/chat in ml-team`; `-` where there is none. */
  readonly object: string
  readonly level: 'error' | 'warning'
  readonly rule: string
  readonly message: string
}

/** What only gets stuck harms nobody else. */
export const riskFinding = ({effect, rule, message}: Risk): Pick<Finding, 'level' | 'rule' | 'message'> => ({
  level: effect === 'crash' ? 'error' : 'warning',
  rule,
  message,
})
