import {hoursOf} from '../../domain/span.ts'
import type {ServiceCost} from '../../spend/domain/cost-report.ts'
import type {ServiceUse} from '../../spend/domain/service-use.ts'

/**
 * What the time of which nothing is known may have cost at most: at the present price, with as many replicas as it may have.
 * Infinite where it is open and nothing runs now that would tell a price.
 */
export function openUsd(
  {pods, replicas, createdAtMs}: Pick<ServiceUse, 'pods' | 'replicas' | 'createdAtMs'>,
  {usd, usdPerHour, coverage}: Pick<ServiceCost, 'usd' | 'usdPerHour' | 'coverage'>,
): number {
  const {asked, openHours, isOfNow} = coverage
  const engines = pods.filter(({gpus, startedAtMs}) => gpus > 0 && startedAtMs !== undefined).length
  if (engines === 0) return openHours > 0 ? Number.POSITIVE_INFINITY : 0
  const most = (usdPerHour / engines) * Math.max(engines, replicas?.max ?? 0)
  if (!isOfNow) return openHours * most
  // Of pods that ran beside those of now, and are gone, nobody tells.
  const existed = hoursOf({fromMs: Math.max(asked.fromMs, createdAtMs ?? asked.fromMs), toMs: asked.toMs})
  const open = existed * most - usd
  return open > most ? open : 0
}
