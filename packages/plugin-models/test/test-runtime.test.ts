import assert from 'node:assert/strict'
import type {KubeObject} from '@ome/sdk/kube'
import {golden} from '@ome/testkit/golden'
import TestRuntime from '../src/commands/test/runtime.ts'
import {gpuCluster, llama} from './objects.ts'
import {type TestWorld, world} from './world.ts'

const runtime = (name: string, spec: object): KubeObject => ({
  ...(gpuCluster.find(({metadata}) => metadata.name === 'srt-llama-70b') ?? llama),
  metadata: {name},
  spec: {...gpuCluster.find(({metadata}) => metadata.name === 'srt-llama-70b')?.['spec'], ...spec},
})
const engine = (image: string | undefined, gpus: number) => ({
  engineConfig: {
    runner: {name: 'ome-container', ...(image && {image}), resources: {limits: {'nvidia.com/gpu': String(gpus)}}},
  },
})

describe('ome test runtime', () => {
  let cluster: TestWorld
  before(async () => {
    const formats = [{modelFormat: {name: 'safetensors'}, modelFramework: {name: 'none'}, autoSelect: false}]
    cluster = await world([
      ...gpuCluster,
      llama,
      runtime('floating', {supportedModelFormats: formats, ...engine('vllm/vllm-openai:latest', 4)}),
      runtime('wide', {supportedModelFormats: formats, ...engine('vllm/vllm-openai:v1', 16)}),
      runtime('bare', {supportedModelFormats: formats, ...engine(undefined, 1)}),
      runtime('off', {supportedModelFormats: formats, disabled: true}),
      {...runtime('own', {}), kind: 'ServingRuntime', metadata: {name: 'own', namespace: 'default'}},
    ])
  })
  after(() => cluster.stop())
  const test = (...argv: readonly string[]) => cluster.run(TestRuntime, argv)
  const resultOf = (out: string, check: string): string =>
    JSON.parse(out).items.find((item: {check: string}) => item.check === check)?.result

  it('finds nothing wrong with a runtime that serves, and changes nothing', async () => {
    const before = cluster.get('clusterservingruntimes', 'vllm-llama-70b')
    const {code, out, err} = await test('vllm-llama-70b', '--model', 'llama-3-3-70b-instruct')
    golden(import.meta.dirname, 'test-runtime/sound', out)
    assert.deepEqual([code, err], [0, ''])
    assert.deepEqual(cluster.get('clusterservingruntimes', 'vllm-llama-70b'), before)
    assert.equal(cluster.get('inferenceservices', 'runtime-suggestion'), undefined)
  })

  it('tests one of the namespace', async () => {
    assert.equal((await test('own')).code, 0)
  })

  it('ends with 3 for a model that it does not take, and says why', async () => {
    const {code, out, err} = await test('srt-mistral-7b', '--model', 'llama-3-3-70b-instruct')
    golden(import.meta.dirname, 'test-runtime/mismatch', `${out}${err}`)
    assert.equal(code, 3)
  })

  for (const [name, check, result] of [
    ['floating', 'image', 'warn'],
    ['floating', 'models', 'warn'],
    ['floating', 'deploy', 'skip'],
    ['wide', 'gpus', 'fail'],
    ['bare', 'image', 'fail'],
    ['off', 'models', 'fail'],
    ['srt-llama-70b-rdma', 'selection', 'ok'],
  ] as const)
    it(`${name}: ${check} ${result}`, async () => {
      const {code, out} = await test(name, '-o', 'json')
      assert.equal(resultOf(out, check), result, out)
      assert.equal(code, out.includes('"fail"') ? 3 : 0)
    })

  it('knows neither an unknown runtime nor an unknown model', async () => {
    assert.equal((await test('nothing-like-it')).code, 4)
    assert.equal((await test('vllm-llama-70b', '--model', 'nothing-like-it')).code, 4)
    assert.equal((await test()).code, 2)
  })
})
