import assert from 'node:assert/strict'
import {readConfig} from './config-text.ts'
import {contextOf, inferenceEdit, inferenceProblems, inferenceTemplate, switchesOf} from './inference-config.ts'

describe('a key of an inference config', () => {
  for (const [key, value, path, read] of [
    ['max-model-len', '8192', ['vllm', 'max-model-len'], 8192],
    ['vllm.max_model_len', '8192', ['vllm', 'max-model-len'], 8192],
    ['kv_cache_cpu_memory_utilization', '0', ['kv_cache_cpu_memory_utilization'], 0],
    ['enforce-eager', 'true', ['vllm', 'enforce-eager'], true],
  ] as const) {
    it(`${key} is ${path.join('.')}`, () => assert.deepEqual(inferenceEdit(key, value), {edit: {path, value: read}}))
  }

  for (const [key, value, problem] of [
    ['temperature', '0.7', /temperature is an option of a request, not of the server, which would end on it/],
    ['vllm.max_tokens', '1', /is an option of a request/],
    ['max-model-length', '1', /no argument of the engine's server: max-model-len is meant\?/],
    ['max-model-len', 'auto', /a whole number from 1, not "auto"/],
    ['gpu-memory-utilization', '0', /above 0 to 1/],
  ] as const) {
    it(`${key}=${value} is refused`, () => {
      const read = inferenceEdit(key, value)
      assert.match('problem' in read ? read.problem : 'taken', problem)
    })
  }
})

describe('the check of an inference config', () => {
  const problems = async (text: string) =>
    inferenceProblems(await readConfig(text, 'x')).map(({rule, path}) => `${rule} ${path}`)

  it('finds nothing in the template', async () => assert.deepEqual(await problems(inferenceTemplate), []))

  for (const [text, found] of [
    ['[]', ['keys ']],
    ['max-model-len: 1', ['keys max-model-len']],
    ['kv_cache_cpu_memory_utilization: 2', ['values kv_cache_cpu_memory_utilization']],
    ['vllm: text', ['vllm vllm']],
    ['vllm: {rope-scaling: {a: 1}}', ['vllm vllm.rope-scaling']],
    ['vllm: {top_p: 1}', ['arguments vllm.top_p']],
    ['vllm: {made-up: 1}', ['arguments vllm.made-up']],
    ['vllm: {max_model_len: 1}', ['arguments vllm.max_model_len']],
    ['vllm: {max-model-len: auto}', ['values vllm.max-model-len']],
    ['vllm:', []],
  ] as const) {
    it(`of ${text}`, async () => assert.deepEqual(await problems(text), found))
  }

  it('tells the longest context and what is written as a switch', async () => {
    const config = await readConfig('vllm: {max-model-len: 4096, enforce-eager: true}', 'x')
    assert.equal(contextOf(config), 4096)
    assert.deepEqual(switchesOf(config), ['enforce-eager'])
    assert.equal(contextOf(await readConfig('vllm: {max-model-len: "4096"}', 'x')), undefined)
  })
})
