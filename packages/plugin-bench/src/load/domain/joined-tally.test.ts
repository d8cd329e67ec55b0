import assert from 'node:assert/strict'
import fc from 'fast-check'
import {Distribution, type DistributionRecord} from './distribution.ts'
import type {Sample} from './sample.ts'
import {Tally} from './tally.ts'

const told = (record: DistributionRecord): DistributionRecord => JSON.parse(JSON.stringify(record))

const of = (values: Iterable<number>): Distribution => {
  const distribution = new Distribution()
  for (const value of values) distribution.add(value)
  return distribution
}

describe('distributions of several programs', () => {
  const values = fc.array(fc.double({min: 0, max: 1e5, noNaN: true}), {maxLength: 300})

  it('joined are those of all values, to the thousandth, whatever the parts', () => {
    fc.assert(
      fc.property(fc.array(values, {minLength: 1, maxLength: 5}), (parts) => {
        const whole = of(parts.flat())
        const joined = new Distribution()
        for (const part of parts) joined.join(told(of(part).record()))
        assert.equal(joined.count, whole.count)
        for (const percent of [0, 1, 50, 90, 99, 100]) {
          const [found, real] = [joined.percentile(percent), whole.percentile(percent)]
          assert.ok(
            found === real || Math.abs((found ?? 0) - (real ?? 0)) <= 0.0005 + 1e-9,
            `${percent}: ${found} ${real}`,
          )
        }
        assert.ok(Math.abs((joined.mean ?? 0) - (whole.mean ?? 0)) < 1e-6)
        assert.deepEqual([joined.min, joined.max], [whole.min, whole.max])
      }),
    )
  })

  it('a median of all is no mean of medians', () => {
    const joined = new Distribution()
    for (const part of [[1, 1, 1], [100]]) joined.join(told(of(part).record()))
    assert.equal(joined.percentile(50), 1)
  })

  it('buckets and values join, and stay within half a percent', () => {
    const many = of(Array.from({length: 1_000_001}, (_, at) => at % 1000))
    assert.equal(many.isExact, false)
    const joined = of([5, 6])
    joined.join(told(many.record()))
    joined.join(told(of([7]).record()))
    assert.equal(joined.count, 1_000_004)
    const median = joined.percentile(50) ?? 0
    assert.ok(Math.abs(median - 499.5) / 499.5 < 0.01, String(median))
    assert.equal(joined.percentile(0), 0)
  })
})

describe('tallies of several programs', () => {
  const sample = (start: number, ms: number): Sample => ({
    start,
    first: start + 10,
    last: start + ms,
    end: start + ms,
    gaps: [ms - 10],
    inputTokens: 3,
    outputTokens: 2,
  })
  const tallied = (begin: number, latencies: readonly number[]): Tally => {
    const tally = new Tally(begin)
    for (const [index, ms] of latencies.entries()) {
      const start = begin + index * 500
      tally.start(start)
      tally.end(sample(start, ms))
    }
    return tally
  }

  it('are one run: counts add up, times go by one clock', () => {
    const failed = tallied(7_000_000, [100, 200])
    failed.start(7_001_000)
    failed.end({start: 7_001_000, end: 7_001_050, gaps: [], failure: {kind: 'http-503', message: 'busy'}})
    const parts = [
      {record: tallied(50, [100, 100, 400]).record(), beganAt: 0},
      {record: failed.record(), beganAt: 30},
    ]
    const joined = Tally.joined(JSON.parse(JSON.stringify(parts)))
    assert.deepEqual([joined.sent, joined.completed, joined.failed], [6, 5, 1])
    assert.deepEqual([joined.begin, joined.lastEnd], [0, 1400])
    assert.deepEqual(joined.failures, [{kind: 'http-503', count: 1, message: 'busy'}])
    assert.deepEqual(
      [joined.measured.e2e.count, joined.measured.e2e.percentile(50), joined.measured.e2e.max],
      [5, 100, 400],
    )
    assert.deepEqual([joined.inputTokens.sum, joined.outputTokens.sum, joined.events], [15, 10, 10])
    assert.equal(
      joined.seconds.reduce((sum, {completed}) => sum + completed, 0),
      5,
    )
    assert.ok(joined.maxInFlight <= 2 && joined.maxInFlight >= 1)
    assert.ok(Math.abs(joined.meanInFlight - (600 + 350) / 1400) < 1e-9)
  })
})
