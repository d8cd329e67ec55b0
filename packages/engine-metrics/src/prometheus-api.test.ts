import assert from 'node:assert/strict'
import {rangePath, toRangeSeries} from './prometheus-api.ts'

describe('range queries', () => {
  it('name the span in seconds', () => {
    const path = rangePath('sum(up)', {fromMs: 1_000_000, toMs: 4_600_000, stepSeconds: 3600})
    assert.equal(path, '/api/v1/query_range?query=sum(up)&start=1000&end=4600&step=3600')
  })

  it('give the points of every series, in milliseconds', () => {
    const body = {
      status: 'success',
      data: {
        resultType: 'matrix',
        result: [
          {
            metric: {pod: 'a', x: 1},
            values: [
              [10, '2'],
              [20.5, 'NaN'],
              [30, '+Inf'],
            ],
          },
        ],
      },
    }
    assert.deepEqual(toRangeSeries(JSON.stringify(body), 'Prometheus a/b'), [
      {
        labels: {pod: 'a'},
        points: [
          {atMs: 10_000, value: 2},
          {atMs: 20_500, value: Number.NaN},
          {atMs: 30_000, value: Number.POSITIVE_INFINITY},
        ],
      },
    ])
  })

  for (const [what, body, message] of [
    ['an answer that is no JSON', '<html>', /does not answer as Prometheus does/],
    ['a refusal', '{"status":"error","error":"exceeded maximum resolution"}', /refuses the query: exceeded maximum/],
    ['too much', undefined, /sent more than 8 MiB/],
  ] as const)
    it(`throw for ${what}`, () => assert.throws(() => toRangeSeries(body, 'Prometheus a/b'), message))
})
