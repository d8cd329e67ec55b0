import type {RequestSize} from '@ome/capacity/throughput'
import type {Measurement} from '@ome/engine-metrics/measure-engines'
import {type Evidence, levelOf, measurementOf, windowOf} from '../../judge/domain/evidence.ts'
import type {ServiceMeasurements} from '../../measure/domain/measured-service.ts'
import {windowText} from '../../measure/domain/metric-rows.ts'
import type {MeasuredSpeed} from './correction.ts'

/** What the engines tell of the load there is, and of how they bear it. */
export interface LiveLoad {
  readonly tokensPerSecond?: number
  /** Of a mean request; absent where nobody asked anything. */
  readonly size?: RequestSize
  readonly speed: MeasuredSpeed
}

export function liveLoad(evidence: Evidence): LiveLoad {
  const [requests, output, input] = (
    ['requests-per-second', 'tokens-per-second', 'prompt-tokens-per-second'] as const
  ).map((metric) => levelOf(evidence, metric))
  const isAsked = requests !== undefined && requests > 0 && output !== undefined
  const {ofPresent = evidence.measured} = evidence
  return {
    ...(output !== undefined && {tokensPerSecond: output}),
    ...(isAsked && output > 0 && {size: {inputTokens: (input ?? 0) / requests, outputTokens: output / requests}}),
    speed: ofPresent === 'young' ? {from: 'replicas that are gone', spreads: {}} : speedIn(ofPresent),
  }
}

function speedIn(measured: ServiceMeasurements): MeasuredSpeed {
  const latencies = (['ttft', 'itl', 'e2e'] as const).map((name) => [name, measurementOf({measured}, name)] as const)
  const means = Object.fromEntries(latencies.flatMap(([name, found]) => meanOf(name, found)))
  return {
    from: `${measured.source.title}, ${windowText(windowOf(measured))}`,
    ...(means['ttft'] !== undefined && {ttft: means['ttft']}),
    ...(means['itl'] !== undefined && {itl: means['itl']}),
    spreads: Object.fromEntries(latencies.flatMap(([name, found]) => spreadsOf(name, found))),
  }
}

/** Below the first bound of its histogram a latency is not known well enough to correct anything with. */
function meanOf(name: string, found: Measurement | undefined): readonly (readonly [string, number])[] {
  if (found?.kind !== 'latency') return []
  const {mean, p50} = found
  const told = mean ?? (p50.relation === '=' ? p50.value : undefined)
  return told === undefined || !(told > 0) ? [] : [[name, told]]
}

function spreadsOf(name: string, found: Measurement | undefined): readonly (readonly [string, number])[] {
  if (found?.kind !== 'latency' || found.mean === undefined || !(found.mean > 0)) return []
  const {mean} = found
  return (['p50', 'p95', 'p99'] as const).flatMap((statistic) =>
    found[statistic].relation === '=' ? [[`${name}.${statistic}`, found[statistic].value / mean] as const] : [],
  )
}
