import {isOmeError} from '@ome/sdk/errors'
import type {AlertState, ManagedAlert} from '../domain/alert.ts'
import type {AlertMetrics} from '../domain/alert-ports.ts'

/** How alerts stand. Without a Prometheus nothing is known of them but their rules. */
export async function seeAlerts(
  alerts: readonly ManagedAlert[],
  metrics: AlertMetrics | undefined,
): Promise<readonly AlertState[]> {
  if (!metrics || alerts.length === 0) return alerts.map((alert) => ({...alert, state: 'unknown' as const}))
  const rules = await metrics.alertRules()
  return await Promise.all(
    alerts.map(async (alert): Promise<AlertState> => {
      const told = rules.find(({group, name}) => group === alert.group && name === alert.name)
      const value = await comparedNow(metrics, alert)
      return {
        ...alert,
        state: told?.state ?? 'unknown',
        ...(value !== undefined && {value}),
        ...(told?.activeAt !== undefined && {since: told.activeAt}),
      }
    }),
  )
}

/** What is compared, now; undefined where the expression has no result or is refused. */
async function comparedNow(metrics: AlertMetrics, {comparison, expression}: ManagedAlert): Promise<number | undefined> {
  try {
    const [series] = await metrics.query(comparison?.left ?? expression)
    return series && Number.isFinite(series.value) ? series.value : undefined
  } catch (error) {
    if (isOmeError(error) && error.kind === 'failed') return undefined
    throw error
  }
}
