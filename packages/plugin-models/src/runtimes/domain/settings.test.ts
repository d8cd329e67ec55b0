import assert from 'node:assert/strict'
import {argumentNames} from '@ome/inference-model/engine-arguments'
import {argument, gpusOf, runnersOf, type Spec} from './runner.ts'
import type {FieldSchema} from './schema-path.ts'
import {parseSettings, withGpuCount, withSettings} from './settings.ts'

const schema: FieldSchema = {
  type: 'object',
  properties: {
    disabled: {type: 'boolean'},
    engineConfig: {
      type: 'object',
      properties: {minReplicas: {type: 'integer'}, labels: {type: 'object', additionalProperties: {type: 'string'}}},
    },
  },
}
const runner = (args: readonly string[], gpus = 4, more: Spec = {}): Spec => ({
  image: 'vllm/vllm-openai:v0.11.0',
  args,
  resources: {limits: {'nvidia.com/gpu': String(gpus)}},
  ...more,
})
const one = (...args: readonly string[]): Spec => ({engineConfig: {runner: runner(args)}})
const set = (spec: Spec, ...words: readonly string[]): Spec => withSettings(spec, parseSettings(words), schema)
const argsOf = (spec: Spec): unknown => runnersOf(spec)[0]?.['args']

describe('settings of a runtime', () => {
  it('GPUs are requested, limited, and used for parallelism unless that is set', () => {
    const spec = set(one('--tensor-parallel-size=4', '--x'), 'gpus=8')
    assert.deepEqual(argsOf(spec), ['--x', '--tensor-parallel-size=8'])
    assert.deepEqual(runnersOf(spec)[0]?.['resources'], {
      limits: {'nvidia.com/gpu': '8'},
      requests: {'nvidia.com/gpu': '8'},
    })
    assert.deepEqual(argsOf(set(one(), 'gpus=8', 'tensorParallelism=4')), ['--tensor-parallel-size=4'])
  })

  it('arguments are found in both forms, and where the command holds them', () => {
    assert.deepEqual(argsOf(set(one('-tp', '4', '--x'), 'tensorParallelism=2')), ['--x', '--tensor-parallel-size=2'])
    const inCommand = {engineConfig: {runner: runner([], 4, {command: ['vllm', 'serve', '--max-model-len', '10']})}}
    const changed = runnersOf(set(inCommand, 'maxModelLen=20'))[0]
    assert.deepEqual(changed?.['command'], ['vllm', 'serve', '--max-model-len=20'])
  })

  it('an argument is set, made bare, or removed', () => {
    assert.deepEqual(argsOf(set(one('--a=1', '--b'), 'args.a=2', 'args.c=true', 'args.b=false')), ['--a=2', '--c'])
  })

  it('sglang has words of its own', () => {
    const spec = {engineConfig: {runner: {...runner(['--tp', '4']), image: 'lmsysorg/sglang:v1'}}}
    assert.deepEqual(argsOf(set(spec, 'gpus=8', 'maxModelLen=100')), ['--tp-size=8', '--context-length=100'])
  })

  it('environment is set once', () => {
    const spec = {
      engineConfig: {
        runner: runner([], 1, {
          env: [
            {name: 'A', value: 'old'},
            {name: 'B', value: 'b'},
          ],
        }),
      },
    }
    assert.deepEqual(runnersOf(set(spec, 'env.A=new=er'))[0]?.['env'], [
      {name: 'B', value: 'b'},
      {name: 'A', value: 'new=er'},
    ])
  })

  it('leader and workers keep one parallelism over all their GPUs', () => {
    const spec = {
      engineConfig: {
        leader: {runner: runner(['--tensor-parallel-size=16'], 8)},
        worker: {size: 1, runner: runner(['--tensor-parallel-size=16'], 8)},
      },
    }
    const changed = withGpuCount(spec, 4, true)
    assert.deepEqual(runnersOf(changed).map(gpusOf), [4, 4])
    for (const each of runnersOf(changed)) assert.equal(argument(each, argumentNames.vllm.tensorParallelism), '8')
    assert.doesNotThrow(() => set(changed, 'memory=10Gi'))
  })

  it('decoders are changed as engines are', () => {
    const spec = {...one('--tensor-parallel-size=4'), decoderConfig: {runner: runner(['--tensor-parallel-size=4'])}}
    assert.deepEqual(runnersOf(set(spec, 'gpus=2')).map(gpusOf), [2, 2])
  })

  it('leaves the spec that it was given as it was', () => {
    const spec = one('--tensor-parallel-size=4')
    const before = structuredClone(spec)
    set(spec, 'gpus=8', 'disabled=true', 'env.A=b')
    assert.deepEqual(spec, before)
  })

  for (const [word, message] of [
    ['gpus', /not of the form KEY=VALUE/],
    ['=8', /not of the form KEY=VALUE/],
    ['gpus=0', /no whole number above 0/],
    ['gpus=1.5', /no whole number above 0/],
    ['tensorParallelism=3', /does not divide the 4 GPUs/],
    ['tensorParallelism=8', /does not divide the 4 GPUs/],
    ['disabled=yes', /neither true nor false/],
    ['engineConfig.minReplicas=two', /no whole number/],
    ['engineConfig.nothing=1', /there is no field "nothing"/],
    ['nothing=1', /is not known/],
    ['memory=lots', /no amount of memory/],
  ] as const)
    it(`refuses ${word}`, () => assert.throws(() => set(one(), word), {kind: 'usage', message}))

  it('does not guess the words of other engines, nor of a shell script', () => {
    const triton = {engineConfig: {runner: {...runner([]), image: 'nvcr/tritonserver:1'}}}
    assert.throws(() => set(triton, 'tensorParallelism=2'), {kind: 'usage', message: /engine triton is not known/})
    const script = {engineConfig: {runner: runner(['exec vllm serve\n--x'], 4, {command: ['bash', '-c']})}}
    assert.throws(() => set(script, 'maxModelLen=2'), {kind: 'usage', message: /started by a shell script/})
  })
})
