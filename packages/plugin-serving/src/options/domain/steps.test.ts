import assert from 'node:assert/strict'
import type {Option} from './option.ts'
import {type Place, type Subject, stepsTo} from './steps.ts'

const runtime = (name: string, classes: readonly string[] = []) => ({name, acceleratorClasses: classes}) as never
const option = (more: Partial<Option>): Option =>
  ({
    model: {name: 'llama', kind: 'ClusterBaseModel'},
    tensorParallel: 4,
    nodes: 1,
    replicas: 3,
    runtime: {kind: 'existing', runtime: runtime('vllm', ['h100', 'a100'])},
    ...more,
  }) as Option
const subject: Subject = {
  name: 'chat',
  namespace: 'prod',
  replicas: 3,
  bounds: {min: 3, max: 3},
  accelerator: 'h100',
  acceleratorClass: 'h100',
  nodeSelector: {},
  runtime: 'vllm',
  model: 'llama',
}
const [h100, a100]: readonly Place[] = ['h100', 'a100'].map((name) => ({
  name,
  byClass: true,
  nodeSelector: {gpu: name},
}))
assert.ok(h100 && a100)
const lines = (more: Partial<Option>, of: Partial<Subject> = {}, place = h100) =>
  stepsTo(option(more), {...subject, ...of}, place).commands

describe('the way to an option', () => {
  it('is none where the service is so already', () => assert.deepEqual(lines({}), []))

  it('is a scale where replicas alone differ, which may be applied', () => {
    assert.deepEqual(stepsTo(option({replicas: 5}), subject, h100), {
      commands: ['ome scale service chat -n prod --replicas 5'],
      replicasOnly: {min: 5, max: 5},
    })
  })

  it('keeps the range of an autoscaler', () =>
    assert.deepEqual(lines({replicas: 5}, {bounds: {min: 3, max: 8}}), [
      'ome scale service chat -n prod --min 5 --max 8',
    ]))

  it('names another class, model and runtime', () =>
    assert.deepEqual(
      lines(
        {
          model: {name: 'llama-fp8', kind: 'ClusterBaseModel'},
          runtime: {kind: 'existing', runtime: runtime('b', ['a100'])},
          replicas: 1,
        },
        {},
        a100,
      ),
      [
        'ome update service chat -n prod --model llama-fp8 --runtime b --set replicas=1 --set spec.acceleratorSelector.acceleratorClass=a100',
      ],
    ))

  it('makes a copy of a runtime first', () =>
    assert.deepEqual(
      lines(
        {
          runtime: {kind: 'copy', from: runtime('vllm', ['h100']), name: 'vllm-2gpu-8k', gpus: 2, contextTokens: 8192},
          tensorParallel: 2,
        },
        {ownGpus: 4},
      ),
      [
        'ome create runtime --from vllm --name vllm-2gpu-8k --for llama --set gpus=2 --set maxModelLen=8192',
        `ome update service chat -n prod --runtime vllm-2gpu-8k --set 'spec.engine.runner.resources.limits["nvidia.com/gpu"]=2' --set 'spec.engine.runner.resources.requests["nvidia.com/gpu"]=2'`,
      ],
    ))

  it('selects nodes by label where the runtime lists no classes', () => {
    const free = {kind: 'existing', runtime: runtime('vllm')} as const
    const place = {
      name: 'NVIDIA-L40S',
      byClass: false,
      nodeSelector: {'nvidia.com/gpu.product': 'NVIDIA-L40S', tier: '2'},
    }
    assert.deepEqual(lines({runtime: free}, {nodeSelector: {gpu: 'h100'}, acceleratorClass: undefined}, place), [
      `ome update service chat -n prod --set 'spec.engine.nodeSelector["nvidia.com/gpu.product"]=NVIDIA-L40S' --set 'spec.engine.nodeSelector["tier"]="2"' --set 'spec.engine.nodeSelector["gpu"]=null'`,
    ])
  })
})
