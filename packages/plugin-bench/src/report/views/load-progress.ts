import {figure} from '@ome/report-page/figure'
import {sparkline} from '@ome/sdk/text'
import {formatDuration} from '@ome/sdk/units'
import type {LiveLoad} from '../../load/domain/generator.ts'

const bars = 20

/** One line about a run that goes on. */
export function loadProgress(live: LiveLoad, isUnicode: boolean): string {
  const {elapsedMs, completed, failed, inFlight, ttft, perSecond} = live
  const rate = elapsedMs < 1000 ? undefined : (completed * 1000) / elapsedMs
  return [
    formatDuration(Math.floor(elapsedMs / 1000) * 1000),
    `${completed} ok`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    `${inFlight} under way`,
    ...(rate === undefined ? [] : [`${figure(rate)}/s`]),
    ...(ttft === undefined ? [] : [`TTFT ${figure(ttft)} ms`]),
    sparkline(perSecond.slice(-bars), isUnicode),
  ].join('  ')
}
