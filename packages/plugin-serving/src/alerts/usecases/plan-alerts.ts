import {OmeError} from '@ome/sdk/errors'
import type {AlertSubject} from '../domain/alert.ts'
import type {AlertMetrics} from '../domain/alert-ports.ts'
import {alertRules, gpuSeries, type RuleDraft, type Thresholds} from '../domain/alert-rules.ts'

/** The rules that thresholds make. Throws `usage` without one, and for GPUs that no series tells of. */
export async function draftAlerts(
  subject: AlertSubject,
  thresholds: Thresholds,
  metrics: AlertMetrics | undefined,
): Promise<readonly RuleDraft[]> {
  if (Object.values(thresholds).every((value) => value === undefined))
    throw new OmeError('usage', 'which alert? a threshold is missing', [
      `ome alerts configure ${subject.noun} ${subject.name} --gpu-utilization-threshold 90`,
      `ome alerts configure ${subject.noun} ${subject.name} --queue-threshold 10`,
    ])
  if (thresholds.gpuPercent === undefined || !metrics) return alertRules(subject, thresholds)
  for (const isRenamed of [false, true]) {
    const found = await metrics.query(`count(${gpuSeries(subject, isRenamed)})`)
    if (found.some(({value}) => value > 0)) return alertRules(subject, {...thresholds, isRenamed})
  }
  throw new OmeError(
    'usage',
    `${metrics.title} has no DCGM series of ${subject.noun} "${subject.name}": an alert on its GPUs would never fire`,
    ['install the DCGM exporter and have it scraped', 'alert on its queue: --queue-threshold 10'],
  )
}
