import {type AlertSubject, isBeyond, type ManagedAlert, ruleName, type TriedAlert} from '../domain/alert.ts'
import type {AlertMetrics} from '../domain/alert-ports.ts'

/** Evaluates each rule once; throws when the server refuses an expression. */
export async function tryAlerts(
  alerts: readonly ManagedAlert[],
  metrics: AlertMetrics,
): Promise<readonly TriedAlert[]> {
  return await Promise.all(
    alerts.map(async (alert): Promise<TriedAlert> => {
      const {comparison, expression} = alert
      const [series] = await metrics.query(comparison?.left ?? expression)
      const value = series && Number.isFinite(series.value) ? series.value : undefined
      const wouldFire = comparison ? value !== undefined && isBeyond(value, comparison) : series !== undefined
      return {...alert, wouldFire, ...(value !== undefined && {value})}
    }),
  )
}

export const noRule = (subject: AlertSubject): string =>
  `${subject.noun} "${subject.name}" has no alerts: there is no PrometheusRule "${ruleName(subject)}" in namespace "${subject.namespace}"`
