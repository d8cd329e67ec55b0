import {figure} from '@ome/report-page/figure'
import {sparkline} from '@ome/sdk/text'
import {formatDuration} from '@ome/sdk/units'
import type {Tally} from '../../load/domain/tally.ts'

const bars = 20

/** One line about a run that goes on. */
export function loadProgress(tally: Tally, now: number, isUnicode: boolean): string {
  const elapsed = Math.max(0, now - tally.begin)
  const {completed, failed, inFlight, measured, seconds} = tally
  const rate = elapsed < 1000 ? undefined : (completed * 1000) / elapsed
  const ttft = measured.ttft.percentile(50)
  // The second that is not over yet would always look like a fall.
  const recent = seconds.slice(0, -1).slice(-bars)
  return [
    formatDuration(Math.floor(elapsed / 1000) * 1000),
    `${completed} ok`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    `${inFlight} under way`,
    ...(rate === undefined ? [] : [`${figure(rate)}/s`]),
    ...(ttft === undefined ? [] : [`TTFT ${figure(ttft)} ms`]),
    sparkline(
      recent.map((second) => second.completed),
      isUnicode,
    ),
  ].join('  ')
}
