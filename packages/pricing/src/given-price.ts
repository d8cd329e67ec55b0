import {instancePrice} from '@ome/capacity/prices'
import type {PriceSource} from './quote.ts'

/** A price that a person typed, of one accelerator for one hour: it wins over all others. */
export const givenPrice = (usdPerGpuHour: number, source: string): PriceSource => ({
  kind: 'given',
  quote({gpus, instanceType}) {
    const count = gpus ?? instancePrice({instanceType: instanceType ?? ''})?.gpus
    if (!count) return undefined
    return {
      usdPerHour: usdPerGpuHour * count,
      gpus: count,
      kind: 'given',
      source,
      ...(instanceType !== undefined && {instanceType}),
    }
  },
})
