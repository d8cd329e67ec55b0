import {enginesIn, type RangeSelector} from './engine-promql.ts'
import {engineIn, sourceAmong} from './engine-vocabulary.ts'
import {quoted} from './prometheus-api.ts'
import {observed, type Scrape, sumOf} from './prometheus-rate.ts'

/** The share of a stretch of time in which an engine had work, 0 to 1. */
export interface BusyTime {
  readonly share: number
  readonly seconds: number
  /** It had work for no longer than that; perhaps for less, where requests ran side by side. */
  readonly isAtMost: boolean
}

/** PromQL of the share of looks that found a request running, by pod, and of the seconds that were looked at. */
export interface BusyQueries {
  readonly share: string
  readonly seconds: string
}

/** Looks once a minute; of long ranges 1,500 times. */
const stepOf = (seconds: number): number => Math.max(60, Math.ceil(seconds / 1500))

/** One pair for each engine among the names that exist, which {@link namesQuery} asks for. */
export function busyQueries(
  names: readonly string[],
  {namespace, pods, seconds}: RangeSelector,
): readonly BusyQueries[] {
  const step = stepOf(seconds)
  return enginesIn(names).flatMap((engine) => {
    const source = sourceAmong(engine, 'running', (name) => names.includes(name))
    if (!source) return []
    const running = `sum by (pod) (${source.name}{namespace=${quoted(namespace)},pod=~${quoted(pods)}})`
    const range = `[${Math.round(seconds)}s:${step}s]`
    return [
      {
        share: `avg_over_time((${running} > bool 0)${range})`,
        seconds: `count_over_time((${running})${range}) * ${step}`,
      },
    ]
  })
}

/**
 * From one scrape, of all the time since the engine began: what its requests took, one after the other. Requests that
 * are under way are not in it. Undefined where the engine does not tell what requests take, or when it began.
 */
export function busySince(scrape: Scrape, startedAtMs: number | undefined): BusyTime | undefined {
  const engine = engineIn(scrape.exposition)
  const {samples} = scrape.exposition
  const has = (name: string): boolean => samples.has(name)
  const source = engine && sourceAmong(engine, 'e2e', has)
  if (source?.as !== 'histogram') return undefined
  const told = sumOf(scrape, 'process_start_time_seconds')
  const from = told === undefined ? startedAtMs : told * 1000
  const requests = observed(undefined, scrape, source.name)
  if (!requests || !Number.isFinite(requests.sum) || from === undefined || from >= scrape.atMs) return undefined
  const seconds = (scrape.atMs - from) / 1000
  return {share: Math.min(1, requests.sum / seconds), seconds, isAtMost: true}
}
