import type {Measurement} from '@ome/engine-metrics/measure-engines'

/** What a million generated tokens cost at the rate that was measured. */
export interface TokenPrice {
  readonly usdPerMillion: number
  readonly tokensPerSecond: number
  /** Seconds it was measured over. */
  readonly seconds: number
  readonly isLifetime: boolean
  readonly source: string
}

/** Dollars an hour over tokens an hour; nothing where nothing was generated. */
export function tokenPriceOf(usdPerHour: number, measured: Measurement, source: string): TokenPrice | undefined {
  if (measured.kind !== 'value' || !(measured.value > 0) || usdPerHour <= 0) return undefined
  return {
    usdPerMillion: (usdPerHour / (measured.value * 3600)) * 1e6,
    tokensPerSecond: measured.value,
    seconds: measured.window.seconds,
    isLifetime: measured.window.isLifetime === true,
    source,
  }
}
