import type {RangeSeries} from '@ome/engine-metrics/prometheus-api'
import {sum} from '../../domain/money.ts'
import {dayMs, type Span} from '../../domain/span.ts'

/** Pods of one price. */
export interface RatedPods {
  readonly owner: string
  readonly isOwn: (pod: string) => boolean
  /** Accelerators of one of its machines. */
  readonly gpusPerNode: number
  /** Absent where nobody states it. */
  readonly usdPerGpuHour?: number
  readonly source: string
}

/** 24 hours, named by the day they begin on, in UTC. */
export interface HistoryDay {
  readonly day: string
  /** Absent where nothing is recorded: nothing ran, or nobody looked. */
  readonly nodeHours?: number
  readonly usd?: number
  /** Some of it has no known price. */
  readonly isPartial: boolean
}

export interface Trend {
  readonly usd: number
  readonly beforeUsd: number
  /** 1 is twice as much; absent where nothing was spent before. */
  readonly change?: number
}

export interface History {
  readonly days: readonly HistoryDay[]
  readonly nodeHours: number
  readonly usd: number
  readonly isPartial: boolean
  /** Days of which nothing is known. */
  readonly gaps: number
  /** Who told the hours. */
  readonly source: string
  /** Whose prices, each once. */
  readonly prices: readonly string[]
  /** The prices are those of each day, and not those of today. */
  readonly areOfThen?: true
  readonly trend?: Trend
}

/** An amount of one pod, or object, at a time. */
export interface Held {
  readonly atMs: number
  readonly nodeHours: number
  /** Absent where the price is not known. */
  readonly usd?: number
}

/** What a history of GPUs by pod says: each look stands for the step around it. Pods of nobody have no price. */
export function heldBySeries(
  series: readonly RangeSeries[],
  stepSeconds: number,
  rated: readonly RatedPods[],
): readonly Held[] {
  return series.flatMap(({labels, points}) => {
    const owner = rated.find(({isOwn}) => isOwn(labels['pod'] ?? ''))
    return points
      .filter(({value}) => Number.isFinite(value))
      .map(({atMs, value}) => {
        const gpuHours = value * (stepSeconds / 3600)
        const usd = owner?.usdPerGpuHour === undefined ? undefined : owner.usdPerGpuHour * gpuHours
        return {atMs, nodeHours: gpuHours / (owner?.gpusPerNode ?? 1), ...(usd !== undefined && {usd})}
      })
  })
}

/** Days of 24 hours that end with the span. */
export function historyOf(
  held: readonly Held[],
  {fromMs, toMs}: Span,
  about: Pick<History, 'source' | 'prices' | 'areOfThen'>,
): History {
  const count = Math.round((toMs - fromMs) / dayMs)
  const groups = Map.groupBy(held, ({atMs}) => Math.ceil((atMs - fromMs) / dayMs) - 1)
  const days = Array.from({length: count}, (_, index) => dayOf(groups.get(index), fromMs + index * dayMs))
  return {
    days,
    nodeHours: sum(days.map(({nodeHours = 0}) => nodeHours)),
    usd: sum(days.map(({usd = 0}) => usd)),
    isPartial: days.some(({isPartial}) => isPartial),
    gaps: days.filter(({nodeHours}) => nodeHours === undefined).length,
    ...about,
  }
}

function dayOf(held: readonly Held[] | undefined, fromMs: number): HistoryDay {
  const day = new Date(fromMs).toISOString().slice(0, 10)
  if (!held) return {day, isPartial: false}
  return {
    day,
    nodeHours: sum(held.map(({nodeHours}) => nodeHours)),
    usd: sum(held.flatMap(({usd}) => usd ?? [])),
    isPartial: held.some(({usd}) => usd === undefined),
  }
}

const trendDays = 7

/** The last seven days against the seven before; undefined for a shorter history. */
export function trendOf({days}: History): Trend | undefined {
  if (days.length < 2 * trendDays) return undefined
  const spent = (some: readonly HistoryDay[]): number => sum(some.map(({usd = 0}) => usd))
  const [usd, beforeUsd] = [spent(days.slice(-trendDays)), spent(days.slice(-2 * trendDays, -trendDays))]
  return {usd, beforeUsd, ...(beforeUsd > 0 && {change: usd / beforeUsd - 1})}
}
