import assert from 'node:assert/strict'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {type RunResult, run} from '@ome/testkit/run'
import BenchmarkCompare from '../src/commands/benchmark/compare.ts'

/** What `vllm bench serve --save-result` writes, as far as it is read. */
const vllm = (scale: number) => ({
  model_id: 'm',
  max_concurrency: 4,
  completed: 98,
  failed: 2,
  request_throughput: 10 * scale,
  output_throughput: 500 * scale,
  mean_ttft_ms: 50 / scale,
  median_ttft_ms: 48 / scale,
  p99_ttft_ms: 90 / scale,
})

const genaiBench = {
  aggregated_metrics: {
    num_concurrency: 4,
    num_requests: 100,
    num_error_requests: 5,
    error_rate: 0,
    requests_per_second: 9,
    mean_output_throughput_tokens_per_s: 450,
    stats: {ttft: {mean: 0.06, p50: 0.055, p99: 0.1}, tpot: {mean: 0.01}, e2e_latency: {mean: 1.2, p99: 2}},
  },
}

const guidellm = {
  benchmarks: [
    {
      config: {strategy: {type_: 'concurrent'}},
      metrics: {
        request_totals: {total: 50, errored: 1},
        requests_per_second: {successful: {mean: 8}},
        time_to_first_token_ms: {successful: {mean: 70, median: 65, percentiles: {p99: 120}}},
        time_per_output_token_ms: {successful: {mean: 99}},
        inter_token_latency_ms: {successful: {mean: 11, median: 10, percentiles: {p99: 20}}},
        request_latency: {successful: {mean: 1.5, median: 1.4, percentiles: {p99: 3}}},
      },
    },
  ],
}

describe('benchmark compare', () => {
  let cwd: string
  before(() => {
    cwd = mkdtempSync(join(tmpdir(), 'ome-compare-'))
    const files = {'a.json': vllm(1), 'b.json': vllm(1.2), 'g.json': genaiBench, 'l.json': guidellm, 'x.json': {}}
    for (const [name, value] of Object.entries(files)) writeFileSync(join(cwd, name), JSON.stringify(value))
    writeFileSync(join(cwd, 'no.json'), 'no')
  })
  after(() => rmSync(cwd, {recursive: true}))

  const compare = (...words: readonly string[]): Promise<RunResult> =>
    run(BenchmarkCompare, words, {cwd, plugin: 'bench'})

  it('says what changed, and which way is better', async () => {
    const {code, out} = await compare('a.json', 'b.json', '-o', 'json')
    assert.equal(code, 0)
    const {figures} = JSON.parse(out)
    const of = (name: string) => figures.find(({figure}: {figure: string}) => figure === name)
    assert.deepEqual(of('requests-per-second').values, [10, 12])
    assert.ok(Math.abs(of('requests-per-second').change - 0.2) < 1e-9)
    assert.deepEqual(
      [of('requests-per-second').better, of('ttft.p99').better, of('error-rate').better],
      [true, true, null],
    )
  })

  it('has a table for people', async () => {
    const {out} = await compare('a.json', 'b.json')
    assert.match(out, /^A +a.json +vllm +m +4 +-$/m)
    assert.match(out, /^ttft.p50 +48.0 +40.0 +-16.7 %$/m)
  })

  it('reads four programs, each by its own units and definitions', async () => {
    const {out} = await compare('a.json', 'g.json', 'l.json', '-o', 'json')
    const {runs, notes} = JSON.parse(out)
    assert.deepEqual(
      runs.map(({program, figures}: {program: string; figures: Record<string, number>}) => [
        program,
        figures['ttft.mean'],
        figures['error-rate'],
        figures['tpot.mean'] ?? null,
      ]),
      [
        ['vllm', 50, 0.02, null],
        ['genai-bench', 60, 0.05, 10],
        ['guidellm', 70, 0.02, 11],
      ],
    )
    assert.ok(notes.some((note: string) => note.includes("the others' TPOT")))
  })

  for (const [words, code, says] of [
    [['a.json'], 2, /two runs make a comparison/],
    [['a.json', 'x.json'], 2, /x.json is no result of a load test/],
    [['a.json', 'no.json'], 2, /no.json is no JSON/],
    [['a.json', 'absent.json'], 4, /there is no file absent.json/],
  ] as const)
    it(`refuses ${words.join(' ')}`, async () => {
      const {code: found, err} = await compare(...words)
      assert.equal(found, code)
      assert.match(err, says)
    })
})
