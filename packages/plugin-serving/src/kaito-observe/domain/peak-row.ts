import type {KaitoSubject} from '@ome/kaito/kaito-report'
import type {MetricRow} from '../../measure/domain/metric-rows.ts'

/** The peak that the benchmark at start-up measured, as a metric. */
export function peakRow(subject: KaitoSubject): readonly MetricRow[] {
  if (subject.noun === 'ragengine') return []
  const row = {metric: 'peak-tokens-per-minute', unit: 'tokens/min', source: 'benchmark at start-up'}
  const {performance} = subject
  if (!performance) return [{...row, reason: 'there was no benchmark'}]
  return [{...row, value: performance.tokensPerMinute, windowSeconds: Number(performance.config['durationSec'] ?? 60)}]
}
