import {deepEqual, equal, match, throws} from 'node:assert/strict'
import type {Labels, Samples, SeriesSource, TimeSeries} from '../series-source.ts'
import {instantQuery, rangeQuery} from './query.ts'

const second = 1000
const end = 600 * second

const series = (labels: Labels, value: (time: number) => number | undefined): TimeSeries => ({
  labels,
  samples(from, to): Samples {
    const times: number[] = []
    for (let time = Math.ceil(Math.max(0, from) / 15_000) * 15_000; time <= to; time += 15_000) times.push(time)
    return {times, values: times.map(value)}
  },
})

const all = [
  series({__name__: 'requests_total', pod: 'a', code: '200'}, (time) => time / second),
  series({__name__: 'requests_total', pod: 'a', code: '500'}, (time) =>
    time < 300_000 ? time / second : time / second - 300,
  ),
  series({__name__: 'requests_total', pod: 'b', code: '200'}, (time) => (2 * time) / second),
  series({__name__: 'info', pod: 'a', zone: 'x'}, () => 1),
  series({__name__: 'info', pod: 'b', zone: 'y'}, () => 1),
  series({__name__: 'gone', pod: 'a'}, (time) => (time < 300_000 ? 7 : undefined)),
  series({__name__: 'size_bucket', le: '1'}, (time) => time / second / 2),
  series({__name__: 'size_bucket', le: '2'}, (time) => time / second),
  series({__name__: 'size_bucket', le: '+Inf'}, (time) => time / second),
]

const source: SeriesSource = {
  series: (_from, _to, name) => all.filter(({labels}) => name === undefined || labels['__name__'] === name),
}

const answer = (query: string, time = end): Record<string, number> => {
  const result = instantQuery(source, query, time)
  if (result.type === 'scalar') return {scalar: result.value}
  if (result.type !== 'vector') throw new Error(result.type)
  return Object.fromEntries(
    result.samples.map(({labels, value}) => [Object.values(labels).sort().join(' '), Math.round(value * 1e6) / 1e6]),
  )
}

/** @feature Traffic: Prometheus: PromQL with its functions, matching and types | works */
describe('PromQL', () => {
  for (const [query, expected] of [
    ['rate(requests_total{pod="b"}[1m])', {'200 b': 2}],
    ['increase(requests_total{pod="a",code="200"}[5m])', {'200 a': 300}],
    ['sum by (pod) (rate(requests_total[1m]))', {a: 2, b: 2}],
    ['rate(requests_total{code="500"}[10m])', {'500 a': 0.975}],
    ['resets(requests_total{code="500"}[10m])', {'500 a': 1}],
    ['histogram_quantile(0.75, sum by (le) (rate(size_bucket[1m])))', {'': 1.5}],
    ['requests_total * on (pod) group_left (zone) info', {'200 a x': 600, '500 a x': 300, '200 b y': 1200}],
    ['requests_total > 500', {'200 a requests_total': 600, '200 b requests_total': 1200}],
    ['requests_total > bool 500', {'200 a': 1, '500 a': 0, '200 b': 1}],
    ['sum_over_time(sum(info)[5m:1m])', {'': 12}],
    ['gone', {}],
    ['gone offset 6m', {'a gone': 7}],
    ['max_over_time(gone[10m])', {a: 7}],
    ['topk(1, requests_total)', {'200 b requests_total': 1200}],
    ['absent(nothing{pod="z"})', {z: 1}],
    ['label_replace(info{pod="a"}, "short", "$1", "zone", "(.)")', {'a info x x': 1}],
    ['scalar(info{pod="a"}) + 2', {scalar: 3}],
    ['count(requests_total) or vector(0)', {'': 3}],
    ['count(nothing) or vector(0)', {'': 0}],
    ['-2 ^ 2', {scalar: -4}],
    ['info @ 300 unless on (pod) requests_total{pod="b"}', {'a info x': 1}],
  ] as const) {
    it(query, () => deepEqual(answer(query), expected))
  }

  it('looks back five minutes and no further', () => {
    const old: SeriesSource = {
      series: () => [{labels: {__name__: 'old'}, samples: () => ({times: [0], values: [1]})}],
    }
    const found = (time: number) => instantQuery(old, 'old', time)

    deepEqual(found(300_000), {type: 'vector', time: 300_000, samples: [{labels: {__name__: 'old'}, value: 1}]})
    deepEqual(found(300_001), {type: 'vector', time: 300_001, samples: []})
  })

  it('answers at every step', () => {
    const result = rangeQuery(source, 'sum(info)', {start: 0, end: 60_000, step: 30_000})

    deepEqual(result, {type: 'matrix', series: [{labels: {}, times: [0, 30_000, 60_000], values: [2, 2, 2]}]})
  })

  it('refuses to match several series with several others', () => {
    throws(() => answer('requests_total + on (pod) requests_total'), /many-to-many matching not allowed/)
  })

  it('refuses results that cannot be told apart', () => {
    const merged = 'label_replace(requests_total{code="200"}, "pod", "x", "pod", ".*")'

    throws(() => answer(merged), /vector cannot contain metrics with the same labelset/)
  })

  it('gives up when its time is over', () => {
    let message = ''
    try {
      rangeQuery(source, 'sum(info)', {start: 0, end, step: 1}, {timeoutMs: -1})
    } catch (error) {
      message = error instanceof Error ? error.message : ''
    }

    equal(message, 'query timed out in expression evaluation')
  })

  it('survives any text', () => {
    for (const text of [
      '((((',
      'a{b="\\',
      '[[[',
      '5m5',
      'sum by',
      '@',
      'a offset',
      '"\\q"',
      '}',
      'up[1m:',
      '\u0000',
      '🦀',
      'a[5m:0s]',
    ])
      throws(
        () => instantQuery(source, text, end),
        (error: Error) => {
          match(error.message, /parse error/)
          return true
        },
      )
  })
})
