import {at, number, text, textMap} from '@ome/capacity/fields'

/** What the benchmark at start-up found. */
export interface KaitoPerformance {
  readonly tokensPerMinute: number
  /** What was measured, as `inputTokens`, `maxConcurrency`, `engineVersion`. */
  readonly config: Readonly<Record<string, string>>
}

/** The measurement of that key in a status; undefined where there is none or it says nothing. */
export function performanceOf(status: unknown, key: string): KaitoPerformance | undefined {
  const metric = at(status, 'performance', 'metrics', key)
  const value = at(metric, 'value')
  const tokensPerMinute = number(value) ?? Number(text(value) ?? Number.NaN)
  return tokensPerMinute > 0 ? {tokensPerMinute, config: textMap(at(metric, 'config'))} : undefined
}
