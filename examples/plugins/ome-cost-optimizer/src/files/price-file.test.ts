import assert from 'node:assert/strict'
import {toPrices} from './price-file.ts'

const good = {source: 'contract 7', date: '2026-01-31', usdPerGpuHour: {'NVIDIA-L4': 0.5}}

describe('price file', () => {
  it('is taken as it is', () => assert.deepEqual(toPrices(good, 'p.yaml'), good))

  for (const [what, document, why] of [
    ['no rows', {...good, usdPerGpuHour: {}}, /no rows/],
    ['a price in words', {...good, usdPerGpuHour: {L4: 'cheap'}}, /price of L4 is not a number/],
    ['a negative price', {...good, usdPerGpuHour: {L4: -1}}, /price of L4/],
    ['no day', {...good, date: undefined}, /source and date/],
    ['a list', [], /no rows/],
    ['nothing', undefined, /no rows/],
  ] as const)
    it(`with ${what} is refused`, () => assert.throws(() => toPrices(document, 'p.yaml'), why))
})
