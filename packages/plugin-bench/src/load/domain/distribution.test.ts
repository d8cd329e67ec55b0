import assert from 'node:assert/strict'
import fc from 'fast-check'
import {Distribution} from './distribution.ts'
import {seeded} from './random.ts'

const of = (values: Iterable<number>): Distribution => {
  const distribution = new Distribution()
  for (const value of values) distribution.add(value)
  return distribution
}

describe('a distribution', () => {
  it('interpolates between neighbours as numpy does', () => {
    // numpy.percentile([15, 20, 35, 40, 50], [0, 25, 40, 50, 90, 100]) = 15, 20, 29, 35, 46, 50
    const distribution = of([40, 15, 50, 20, 35])
    assert.deepEqual(
      [0, 25, 40, 50, 90, 100].map((percent) => distribution.percentile(percent)),
      [15, 20, 29, 35, 46, 50],
    )
    // numpy.std of the same = 12.884098726725126
    assert.ok(Math.abs((distribution.deviation ?? 0) - 12.884098726725126) < 1e-9)
    assert.equal(distribution.mean, 32)
  })

  it('has no figures without values', () => {
    const {mean, deviation, count} = new Distribution()
    assert.deepEqual([mean, deviation, count, new Distribution().percentile(50)], [undefined, undefined, 0, undefined])
  })

  it('gives the same whatever the order, and goes on after it was asked', () => {
    fc.assert(
      fc.property(fc.array(fc.double({min: 0, max: 1e6, noNaN: true}), {minLength: 1, maxLength: 600}), (values) => {
        const forth = of(values)
        assert.equal(forth.percentile(50), of(values.toReversed()).percentile(50))
        forth.add(2e6)
        assert.equal(forth.percentile(100), 2e6)
      }),
    )
  })

  it('is exact up to a million values and within half a percent beyond', function () {
    this.timeout(20_000)
    const random = seeded(7)
    const values = Float64Array.from({length: 1_000_000}, () => random.exponential() * 50)
    const exact = of(values)
    const sorted = values.toSorted()
    for (const percent of [50, 90, 99, 99.9]) {
      const rank = (999_999 * percent) / 100
      const low = sorted[Math.floor(rank)] ?? 0
      const high = sorted[Math.ceil(rank)] ?? 0
      assert.equal(exact.percentile(percent), low + (rank % 1) * (high - low))
    }
    assert.equal(exact.isExact, true)
    const before = [50, 90, 99, 99.9].map((percent) => exact.percentile(percent) ?? 0)
    exact.add(50)
    assert.equal(exact.isExact, false)
    for (const [index, percent] of [50, 90, 99, 99.9].entries()) {
      const value = exact.percentile(percent) ?? 0
      const truth = before[index] ?? 0
      assert.ok(Math.abs(value - truth) <= truth * 0.006, `p${percent}: ${value} for ${truth}`)
    }
  })
})
