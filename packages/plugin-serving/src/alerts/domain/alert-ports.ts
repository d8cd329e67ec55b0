import type {AlertRule, Series} from '@ome/engine-metrics/prometheus-api'
import type {Plan} from '@ome/sdk/plan'
import type {AlertSubject, ManagedAlert} from './alert.ts'
import type {RuleDraft} from './alert-rules.ts'

export interface AlertStore {
  /** Rules of ours, of one namespace or of all. Undefined where the cluster has no PrometheusRules. */
  list(namespace: string | undefined): Promise<readonly ManagedAlert[] | undefined>
  /** Those of one object; empty where it has none. */
  of(subject: AlertSubject): Promise<readonly ManagedAlert[]>
  /**
   * Writes the rules of an object beside those it has; one of the same name is replaced. Undefined where the cluster
   * has no PrometheusRules.
   */
  plan(subject: AlertSubject, rules: readonly RuleDraft[]): Promise<Plan | undefined>
  /** The same as a file of rules for a Prometheus without the operator. */
  file(subject: AlertSubject, rules: readonly RuleDraft[]): Promise<string>
}

/** A Prometheus as far as alerts need it. */
export interface AlertMetrics {
  readonly title: string
  query(expression: string): Promise<readonly Series[]>
  alertRules(): Promise<readonly AlertRule[]>
}
