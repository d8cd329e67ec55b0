import assert from 'node:assert/strict'
import {readLoadResult} from '@ome/engine-metrics/read-load-result'
import {benchmarkPrice} from './token-price.ts'

const priced = (file: string, value: object, usdPerHour = 36) =>
  readLoadResult(JSON.stringify(value), file).map((run) => benchmarkPrice(usdPerHour, run))

describe('tokens at the rate of a saved run', () => {
  it('of vLLM, or ours', () => {
    const run = {request_throughput: 2, output_throughput: 1000, total_token_throughput: 5000, max_concurrency: 8}
    const [found] = priced('run.json', {...run, model_id: 'm', completed: 10, failed: 0})
    // 36 USD an hour; 1000 tokens/s are 3.6 million an hour: 36 / 3.6 = 10.00. With the prompts 18 million: 2.00.
    assert.deepEqual([found?.usdPerMillion, found?.usdPerMillionInAll], [10, 2])
    assert.equal(found?.source, 'run.json: vllm, m, 8 at a time')
  })

  it('of genai-bench', () => {
    const metrics = {
      num_requests: 10,
      num_concurrency: 4,
      requests_per_second: 1,
      mean_output_throughput_tokens_per_s: 500,
      mean_total_tokens_throughput_tokens_per_s: 1000,
    }
    const [found] = priced('g.json', {aggregated_metrics: metrics, experiment_metadata: {model: 'm'}})
    // 500 tokens/s are 1.8 million an hour: 36 / 1.8 = 20.00; of 3.6 million 10.00.
    assert.deepEqual([found?.usdPerMillion, found?.usdPerMillionInAll], [20, 10])
  })

  it('of guidellm: one for each of its strategies', () => {
    const benchmark = (rate: number) => ({
      config: {strategy: {type_: 'constant'}},
      metrics: {output_tokens_per_second: {successful: {mean: rate}}},
    })
    const found = priced('l.json', {benchmarks: [benchmark(100), benchmark(200), benchmark(0)]})
    // 0.36 million an hour: 100.00; 0.72: 50.00; nothing for nothing.
    assert.deepEqual(
      found.map((each) => each?.usdPerMillion),
      [100, 50, undefined],
    )
  })

  it('that nobody should rely on says so', () => {
    const ome = {trust: {verdict: 'UNRELIABLE'}}
    const [found] = priced('run.json', {request_throughput: 2, output_throughput: 1000, ome})
    assert.equal(found?.source, 'run.json: ome, UNRELIABLE by its own word')
  })
})
