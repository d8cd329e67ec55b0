import {hoursOf} from '../../domain/span.ts'
import type {ServiceCost} from '../../spend/domain/cost-report.ts'
import type {ServiceUse} from '../../spend/domain/service-use.ts'

type Use = Pick<ServiceUse, 'pods' | 'replicas' | 'createdAtMs' | 'unchangedSinceMs'>

/**
 * What the time of which nothing is known may have cost at most: as it is specified, with as many replicas as it may have.
 * Infinite where it is open and its specification was another one then, or nothing runs now that would tell a price.
 */
export function openUsd(
  use: Use,
  {usd, usdPerHour, coverage}: Pick<ServiceCost, 'usd' | 'usdPerHour' | 'coverage'>,
): number {
  const {asked, openHours, isOfNow} = coverage
  const {pods, replicas} = use
  const fromMs = Math.max(asked.fromMs, use.createdAtMs ?? asked.fromMs)
  const isAsThen = (use.unchangedSinceMs ?? Number.POSITIVE_INFINITY) <= fromMs + momentMs
  const engines = pods.filter(({gpus, startedAtMs}) => gpus > 0 && startedAtMs !== undefined).length
  if (openHours > 0 && (engines === 0 || !isAsThen)) return Number.POSITIVE_INFINITY
  if (engines === 0) return 0
  const most = (usdPerHour / engines) * Math.max(engines, replicas?.max ?? 0)
  if (!isOfNow) return openHours * most
  // Of pods that ran beside those of now, and are gone, nobody tells.
  const open = hoursOf({fromMs, toMs: asked.toMs}) * most - usd
  if (open <= most) return 0
  return isAsThen ? open : Number.POSITIVE_INFINITY
}

/** Who makes an object may still write to it right afterwards. */
const momentMs = 10 * 60_000
