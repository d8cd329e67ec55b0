import type {RunResult} from '@ome/engine-metrics/load-result'
import type {Measurement} from '@ome/engine-metrics/measure-engines'

/** What a million generated tokens cost at the rate that was measured. */
export interface TokenPrice {
  readonly usdPerMillion: number
  /** Of tokens of prompts and answers alike; absent where only answers were counted. */
  readonly usdPerMillionInAll?: number
  readonly tokensPerSecond: number
  /** Seconds it was measured over; absent where a file does not tell. */
  readonly seconds?: number
  readonly isLifetime: boolean
  readonly source: string
}

/** Dollars an hour over tokens an hour. Formula: USD/h / (tokens/s x 3600) x 1e6. */
const perMillion = (usdPerHour: number, tokensPerSecond: number): number =>
  (usdPerHour / (tokensPerSecond * 3600)) * 1e6

/** Nothing where nothing was generated. */
export function tokenPriceOf(usdPerHour: number, measured: Measurement, source: string): TokenPrice | undefined {
  if (measured.kind !== 'value' || !(measured.value > 0) || usdPerHour <= 0) return undefined
  return {
    usdPerMillion: perMillion(usdPerHour, measured.value),
    tokensPerSecond: measured.value,
    seconds: measured.window.seconds,
    isLifetime: measured.window.isLifetime === true,
    source,
  }
}

/** A run of a load test that was saved: the rate it reached, at the price of now. */
export function benchmarkPrice(usdPerHour: number, run: RunResult): TokenPrice | undefined {
  const {file, program, label, model, concurrency, verdict, figures} = run
  const [output, all] = [figures['output-tokens-per-second'], figures['total-tokens-per-second']]
  if (output === undefined || !(output > 0) || usdPerHour <= 0) return undefined
  const about = [
    `${program}${label === undefined ? '' : ` ${label}`}`,
    ...(model === undefined ? [] : [model]),
    ...(concurrency === undefined ? [] : [`${concurrency} at a time`]),
    ...(verdict === undefined || verdict === 'OK' ? [] : [`${verdict} by its own word`]),
  ]
  return {
    usdPerMillion: perMillion(usdPerHour, output),
    ...(all !== undefined && all > 0 && {usdPerMillionInAll: perMillion(usdPerHour, all)}),
    tokensPerSecond: output,
    isLifetime: false,
    source: `${file}: ${about.join(', ')}`,
  }
}
