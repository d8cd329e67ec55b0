import assert from 'node:assert/strict'
import fc from 'fast-check'
import {type Histogram, histogramSeries, meanOf, mergeHistograms, quantileOf} from './prometheus-histogram.ts'
import {counterIncrease, counterRate, maxOf, observed, type Scrape, sumOf} from './prometheus-rate.ts'
import {parsePrometheusText} from './prometheus-text.ts'

const scrape = (text: string, atMs = 0): Scrape => ({atMs, exposition: parsePrometheusText(text)})

const bucketText = (name: string, counts: Readonly<Record<string, number>>, labels = ''): string =>
  Object.entries(counts)
    .map(([le, count]) => `${name}_bucket{${labels}le="${le}"} ${count}\n`)
    .join('')

const histogram = (counts: Readonly<Record<string, number>>): Histogram => {
  const [found] = histogramSeries(scrape(bucketText('h', counts)).exposition, 'h').values()
  assert(found)
  return found
}

describe('counters between two scrapes', () => {
  it('grow by the sum of what their series grew', () => {
    const before = scrape('c{r="stop"} 10\nc{r="abort"} 1\n', 0)
    const after = scrape('c{r="abort"} 2\nc{r="stop"} 30\n', 5000)

    assert.equal(counterIncrease(before, after, 'c'), 21)
    assert.equal(counterRate(before, after, 'c'), 4.2)
    assert.equal(
      counterRate(before, after, 'c', (labels) => labels.get('r') === 'abort'),
      0.2,
    )
  })

  it('began again at zero when they are smaller, or were not there', () => {
    assert.equal(counterIncrease(scrape('c{a="1"} 100\n'), scrape('c{a="1"} 7\nc{a="2"} 3\n'), 'c'), 10)
  })

  it('say nothing without the counter or without time', () => {
    assert.equal(counterRate(scrape('x 1'), scrape('x 1', 5000), 'c'), undefined)
    assert.equal(counterRate(scrape('c 1', 5), scrape('c 2', 5), 'c'), undefined)
  })

  it('agree with what was counted, whatever restarts there were', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), fc.integer({min: 1, max: 60_000}), (start, growth, ms) => {
        const rate = counterRate(scrape(`c ${start}`, 0), scrape(`c ${start + growth}`, ms), 'c')
        assert.equal(rate, growth / (ms / 1000))
      }),
    )
  })
})

describe('gauges', () => {
  it('are summed or the largest is taken, without those that are no number', () => {
    const page = scrape('g{a="1"} 2\ng{a="2"} 5\ng{a="3"} NaN\n')

    assert.equal(sumOf(page, 'g'), 7)
    assert.equal(maxOf(page, 'g'), 5)
    assert.equal(sumOf(page, 'other'), undefined)
    assert.equal(maxOf(page, 'other'), undefined)
  })
})

describe('histograms', () => {
  it('are added over series, and bounds are numbers however they are written', () => {
    const page = scrape(
      bucketText('h', {'0.1': 1, '1.0': 3, '+Inf': 4}, 'a="1",') +
        bucketText('h', {'1e-1': 0, '1': 2, '+Inf': 2}, 'a="2",'),
    )

    assert.deepEqual(observed(undefined, page, 'h'), {bounds: [0.1, 1], counts: [1, 5], count: 6, sum: Number.NaN})
  })

  it('with other bounds share only the bounds that both have', () => {
    const merged = mergeHistograms([histogram({1: 1, 2: 2, 4: 4, '+Inf': 4}), histogram({2: 3, 3: 4, 4: 5, '+Inf': 6})])

    assert.deepEqual([merged?.bounds, merged?.counts, merged?.count], [[2, 4], [5, 9], 10])
  })

  it('between two scrapes hold what came since, also after a restart', () => {
    const before = scrape(bucketText('h', {1: 10, '+Inf': 20}))
    const grown = scrape(bucketText('h', {1: 11, '+Inf': 23}))
    const restarted = scrape(bucketText('h', {1: 1, '+Inf': 2}))

    assert.deepEqual([observed(before, grown, 'h')?.counts, observed(before, grown, 'h')?.count], [[1], 3])
    assert.deepEqual([observed(before, restarted, 'h')?.counts, observed(before, restarted, 'h')?.count], [[1], 2])
    assert.equal(observed(before, scrape('x 1'), 'h'), undefined)
  })

  it('without buckets are none, and without a count are not taken', () => {
    assert.equal(observed(undefined, scrape('h_sum 1\nh_count 1\n'), 'h'), undefined)
    assert.equal(observed(undefined, scrape('h_bucket{le="1"} 1\n'), 'h'), undefined)
  })

  it('have a mean where the sum is known', () => {
    const [known] = histogramSeries(scrape(`${bucketText('h', {1: 1, '+Inf': 4})}h_sum 8\n`).exposition, 'h').values()

    assert.equal(known && meanOf(known), 2)
    assert.equal(meanOf(histogram({1: 1, '+Inf': 1})), undefined)
    assert.equal(meanOf(histogram({1: 0, '+Inf': 0})), undefined)
  })
})

describe('quantiles', () => {
  const counts = {1: 10, 2: 30, 4: 80, '+Inf': 100}

  for (const [q, expected] of [
    [0.05, {relation: '<', value: 1}],
    [0.1, {relation: '<', value: 1}],
    [0.2, {relation: '=', value: 1.5}],
    [0.3, {relation: '=', value: 2}],
    [0.55, {relation: '=', value: 3}],
    [0.8, {relation: '=', value: 4}],
    [0.99, {relation: '>', value: 4}],
  ] as const) {
    it(`${q} of known buckets is ${expected.relation} ${expected.value}`, () =>
      assert.deepEqual(quantileOf(histogram(counts), q), expected))
  }

  it('need observations and a bound', () => {
    assert.equal(quantileOf(histogram({1: 0, '+Inf': 0}), 0.5), undefined)
    assert.equal(quantileOf(histogram({'+Inf': 5}), 0.5), undefined)
    assert.equal(quantileOf(histogram({1: Number.NaN, '+Inf': Number.NaN}), 0.5), undefined)
  })

  it('skip empty buckets and take late ones for no fall', () => {
    assert.deepEqual(quantileOf(histogram({1: 0, 2: 0, 4: 10, '+Inf': 10}), 0.5), {relation: '=', value: 3})
    assert.deepEqual(quantileOf(histogram({1: 5, 2: 4, 4: 10, '+Inf': 10}), 0.4), {relation: '<', value: 1})
  })

  it('rise with q and lie between the bounds of their bucket', () => {
    const increments = fc.array(fc.nat(50), {minLength: 2, maxLength: 12})
    fc.assert(
      fc.property(increments, fc.double({min: 0.01, max: 1, noNaN: true}), (each, q) => {
        let sum = 0
        const rising = each.map((more) => (sum += more))
        const last = rising.length - 1
        const buckets = Object.fromEntries(
          rising.map((count, index) => [index === last ? '+Inf' : String(index + 1), count]),
        )
        const low = quantileOf(histogram(buckets), q / 2)
        const high = quantileOf(histogram(buckets), q)

        assert.equal(high === undefined, sum === 0)
        if (low && high) assert(low.value <= high.value)
        if (high?.relation === '=') {
          const below =
            rising
              .slice(0, last)
              .filter((_, index) => index + 1 < high.value)
              .at(-1) ?? 0
          assert(below <= q * sum + 1e-9)
        }
      }),
    )
  })
})
