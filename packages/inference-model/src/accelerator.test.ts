import assert from 'node:assert/strict'
import type {KubeObject} from '@ome/sdk/kube'
import {toAccelerators} from './accelerator.ts'
import {toNode} from './node.ts'

const gpuNode = (name: string, product: string, cordoned = false) =>
  toNode({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {name, labels: {'nvidia.com/gpu.product': product, 'nvidia.com/gpu.memory': '81920'}},
    spec: {unschedulable: cordoned},
    status: {allocatable: {'nvidia.com/gpu': 8}, conditions: [{type: 'Ready', status: 'True'}]},
  })
const h100: KubeObject = {
  apiVersion: 'ome.io/v1beta1',
  kind: 'AcceleratorClass',
  metadata: {name: 'nvidia-h100'},
  spec: {
    vendor: 'nvidia',
    family: 'hopper',
    discovery: {nodeSelector: {'nvidia.com/gpu.product': 'H100'}},
    capabilities: {memoryGB: '80Gi'},
    cost: {perHour: '6.88', spotPerHour: '2500m'},
  },
}

describe('toAccelerators', () => {
  const nodes = [gpuNode('a', 'H100'), gpuNode('b', 'H100', true), gpuNode('c', 'L40S')]
  const used = new Map([
    ['a', 5],
    ['c', 9],
  ])

  it('lists classes first, then nodes that no class covers; free counts schedulable nodes only', () => {
    const found = toAccelerators([h100], {nodes, used})
    assert.deepEqual(
      found.map(({name, source, nodes: on, gpus, free}) => [name, source, on, gpus, free]),
      [
        ['nvidia-h100', 'class', ['a', 'b'], 16, 3],
        ['L40S', 'nodes', ['c'], 8, 0],
      ],
    )
    assert.deepEqual(
      [found[0]?.memoryBytes, found[0]?.costPerHour, found[0]?.spotCostPerHour],
      [80 * 2 ** 30, 6.88, 2.5],
    )
  })

  it('a class without any selector covers no node', () => {
    const open = {...h100, spec: {vendor: 'nvidia', discovery: {}}}
    const found = toAccelerators([open], {nodes, used})
    assert.deepEqual(
      found.map(({name, gpus}) => [name, gpus]),
      [
        ['nvidia-h100', 0],
        ['H100', 16],
        ['L40S', 8],
      ],
    )
  })
})
