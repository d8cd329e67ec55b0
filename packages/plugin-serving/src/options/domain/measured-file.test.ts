import assert from 'node:assert/strict'
import {correctionOf, withMeasured} from './correction.ts'
import {readMeasuredFile} from './measured-file.ts'

const result = {
  completed: 100,
  output_throughput: 2000,
  max_concurrency: 32,
  total_input_tokens: 50_000,
  total_output_tokens: 20_000,
  mean_ttft_ms: 200,
  p95_ttft_ms: 500,
  mean_itl_ms: 30,
  median_itl_ms: 27,
  ome: {
    setup: {service: 'chat', namespace: 'prod', startedAt: '2026-11-21T08:00:00Z', isSimulated: false},
    trust: {verdict: 'DEGRADED'},
  },
}
const read = (more: object = {}) => readMeasuredFile(JSON.stringify({...result, ...more}), 'run.json')

describe('a load test of the present configuration', () => {
  it('tells speed, load and whose it is', () => {
    assert.deepEqual(read(), {
      from: 'run.json of 2026-11-21',
      throughput: 2000,
      requestsAtOnce: 32,
      size: {inputTokens: 500, outputTokens: 200},
      ttft: 0.2,
      itl: 0.03,
      spreads: {'ttft.p95': 2.5, 'itl.p50': 0.9},
      service: 'chat',
      namespace: 'prod',
      notes: ['run.json: the load test calls itself DEGRADED'],
    })
  })

  it('may be vLLM’s own', () => {
    const found = read({ome: undefined, date: '20261121-080000'})
    assert.deepEqual([found.from, found.service, found.notes], ['run.json of 20261121-080000', undefined, []])
  })

  for (const [what, content, said] of [
    ['no JSON', '{', /run\.json is no JSON/],
    ['another file', '{"completed": 1}', /is no result of a benchmark/],
    ['nothing that ended', JSON.stringify({...result, completed: 0}), /no request came to an end/],
    [
      'an open loop without a mean',
      JSON.stringify({...result, max_concurrency: null}),
      /how many requests were on their way/,
    ],
  ] as const)
    it(`is refused for ${what}`, () => assert.throws(() => readMeasuredFile(content, 'run.json'), said))
})

const figure = (value: number) => ({value, basis: 'estimated', from: 'a formula'}) as const
const measured = {from: 'run.json', spreads: {}, itl: 0.03, ttft: 0.2}

describe('what estimates are corrected by', () => {
  it('is how far they are from what was measured', () => {
    const {correction, notes} = correctionOf({itl: figure(0.02), ttft: {...figure(0.04), highest: 0.06}}, measured)
    assert.ok(correction && Math.abs(correction.itl - 1.5) < 1e-9 && Math.abs(correction.beforeFirst - 0.15) < 1e-9)
    assert.match(notes.join(), /time between tokens × 1\.5, time to first token \+ 150 ms$/)
  })

  it('is doubted where it is faster than memory', () =>
    assert.match(
      correctionOf({itl: figure(0.2)}, measured).notes[1] ?? '',
      /is less than its GPUs need to read the weights/,
    ))

  it('is nothing where nothing was measured', () =>
    assert.deepEqual(correctionOf({itl: figure(1)}, {from: '', spreads: {}}), {notes: []}))

  it('leaves measured figures marked as such', () => {
    const row = withMeasured({throughput: figure(1), itl: figure(1)} as never, measured)
    assert.deepEqual([row.throughput?.basis, row.itl?.basis, row.itl?.value], ['estimated', 'measured', 0.03])
  })
})
