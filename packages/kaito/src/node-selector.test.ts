import assert from 'node:assert/strict'
import {toNode} from '@ome/inference-model/node'
import {chooseNodes} from './node-selector.ts'

const node = (name: string, labels: Record<string, string> = {}, ready = true) =>
  toNode({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'nvidia.com/gpu.product': 'NVIDIA-A100-80GB-PCIe',
        'nvidia.com/gpu.count': '2',
        'nvidia.com/gpu.memory': '81920',
        ...labels,
      },
    },
    status: {conditions: [{type: 'Ready', status: ready ? 'True' : 'False'}]},
  })

const made = {nodeMode: 'karpenter'} as const
const own = {nodeMode: 'byo'} as const

describe('the nodes of an object', () => {
  it('that are made for it get its name, or what is given', () => {
    assert.deepEqual(chooseNodes(made, 'phi', {}, []), {matchLabels: {apps: 'phi'}})
    assert.deepEqual(chooseNodes(made, 'phi', {team: 'a'}, []), {matchLabels: {team: 'a'}})
  })
  it('that are there are told by the GPU they share', () => {
    const {matchLabels, own: gpus, note} = chooseNodes(own, 'phi', {}, [node('a'), node('b'), node('c', {}, false)])
    assert.deepEqual(matchLabels, {'nvidia.com/gpu.product': 'NVIDIA-A100-80GB-PCIe'})
    assert.deepEqual(gpus, {gpus: 2, totalMemoryGiB: 160, gpuModel: 'NVIDIA-A100-80GB-PCIe', count: 2})
    assert.match(note ?? '', /all GPU nodes share/)
  })
  it('are those that are given', () => {
    const nodes = [node('a', {pool: 'x'}), node('b', {'nvidia.com/gpu.product': 'NVIDIA-H100'})]
    assert.equal(chooseNodes(own, 'phi', {pool: 'x'}, nodes).own?.count, 1)
    assert.throws(() => chooseNodes(own, 'phi', {}, nodes), {kind: 'usage', message: /differ in their GPUs/})
    assert.throws(() => chooseNodes(own, 'phi', {pool: 'y'}, nodes), {kind: 'unmet', message: /pool=y/})
    assert.throws(() => chooseNodes(own, 'phi', {}, []), {kind: 'unmet'})
  })
  it('are not chosen by labels KAITO keeps for itself', () =>
    assert.throws(() => chooseNodes(made, 'phi', {'kaito.sh/workspace': 'phi'}, []), {
      kind: 'usage',
      message: /keeps these labels/,
    }))
})
