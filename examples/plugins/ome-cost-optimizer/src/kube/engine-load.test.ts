import assert from 'node:assert/strict'
import {toLoad} from './engine-load.ts'

describe('load of an engine', () => {
  it('is summed over the labels of vLLM', () => {
    const text = `# HELP vllm:request_success_total Requests.
vllm:num_requests_running{engine="0"} 2
vllm:num_requests_waiting{engine="0"} 1
vllm:kv_cache_usage_perc{engine="0"} 0.25
vllm:request_success_total{finished_reason="stop"} 7
vllm:request_success_total{finished_reason="length"} 3
`
    assert.deepEqual(toLoad(text), {running: 2, waiting: 1, served: 10, cache: 0.25})
  })

  it('is read from SGLang', () => {
    const text = 'sglang:num_running_reqs 1\nsglang:num_queue_reqs 0\nsglang:token_usage 0.5\n'
    assert.deepEqual(toLoad(text), {running: 1, waiting: 0, served: 0, cache: 0.5})
  })

  it('is not known from other metrics', () => {
    assert.equal(toLoad('process_cpu_seconds_total 1\n'), undefined)
    assert.equal(toLoad('<html>'), undefined)
  })
})
