import assert from 'node:assert/strict'
import type {KubeObject} from '@ome/sdk/kube'
import {engineOf, toRuntime} from './runtime.ts'

const runner = (gpus: number, image = 'registry/sglang:v0.5') => ({
  runner: {
    image,
    command: ['python3', '-m', 'sglang.launch_server'],
    resources: {limits: {'nvidia.com/gpu': gpus}, requests: {memory: '160Gi'}},
  },
})
const runtime = (spec: object, kind = 'ClusterServingRuntime'): KubeObject => ({
  apiVersion: 'ome.io/v1beta1',
  kind,
  metadata: {name: 'srt-llama', ...(kind === 'ServingRuntime' && {namespace: 'prod'})},
  spec: {
    supportedModelFormats: [
      {modelFormat: {name: 'safetensors'}, modelArchitecture: 'LlamaForCausalLM', autoSelect: false},
      {
        modelFormat: {name: 'safetensors'},
        modelArchitecture: 'LlamaForCausalLM',
        quantization: 'fp8',
        autoSelect: true,
      },
    ],
    ...spec,
  },
})

describe('toRuntime', () => {
  it('reads engine, GPUs, memory and what it takes', () => {
    const found = toRuntime(
      runtime({engineConfig: runner(4), routerConfig: {}, modelSizeRange: {min: '60B', max: '75B'}}),
    )
    const {
      engine,
      mode,
      gpus,
      gpusPerPod,
      memoryBytes,
      autoSelect,
      architectures,
      quantizations,
      hasRouter,
      sizeRange,
    } = found
    assert.deepEqual(
      {engine, mode, gpus, gpusPerPod, memoryBytes, autoSelect, architectures, quantizations, hasRouter, sizeRange},
      {
        engine: 'sglang',
        mode: 'Raw',
        gpus: 4,
        gpusPerPod: 4,
        memoryBytes: 160 * 2 ** 30,
        autoSelect: true,
        architectures: ['LlamaForCausalLM'],
        quantizations: ['fp8'],
        hasRouter: true,
        sizeRange: {min: '60B', max: '75B'},
      },
    )
  })

  const group = (gpus: number, workers: number) => ({leader: runner(gpus), worker: {size: workers, ...runner(gpus)}})
  for (const [mode, spec, gpus] of [
    ['MultiNode', {engineConfig: group(8, 1)}, 16],
    ['PD', {engineConfig: runner(2), decoderConfig: runner(4)}, 6],
    ['PD+MultiNode', {engineConfig: group(8, 1), decoderConfig: group(8, 1)}, 32],
    ['Raw', {containers: [runner(1).runner]}, 1],
    ['Raw', {}, 0],
  ] as const)
    it(`counts ${gpus} GPUs for ${mode}`, () => {
      const found = toRuntime(runtime(spec))
      assert.deepEqual([found.mode, found.gpus], [mode, gpus])
    })

  it('keeps the namespace of a ServingRuntime', () => {
    const {scope, namespace} = toRuntime(runtime({}, 'ServingRuntime'))
    assert.deepEqual([scope, namespace], ['namespace', 'prod'])
  })
})

describe('engineOf', () => {
  for (const [image, args, engine] of [
    ['any/image:1', ['vllm', 'serve'], 'vllm'],
    ['lmsysorg/sglang:v0.5', [], 'sglang'],
    ['vllm/vllm-openai:v0.9', [], 'vllm'],
    ['vllm/mirror-of-sglang:1', [], 'sglang'],
    ['mine:1', [], 'unknown'],
    [undefined, [], 'unknown'],
  ] as const)
    it(`${image ?? 'no image'} ${args.join(' ')} is ${engine}`, () => assert.equal(engineOf(image, args), engine))
})
