import assert from 'node:assert/strict'
import type {KubeObject} from '@ome/sdk/kube'
import {nodeMatches, podGpus, podMemoryBytes, toNode, usedGpus} from './node.ts'

const object: KubeObject = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: 'gpu-1',
    labels: {
      'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3',
      'nvidia.com/gpu.memory': '81559',
      'node.kubernetes.io/instance-type': 'p5.48xlarge',
      'topology.kubernetes.io/region': 'us-east-1',
      'karpenter.sh/capacity-type': 'spot',
    },
  },
  spec: {providerID: 'aws:///us-east-1a/i-1', taints: [{key: 'nvidia.com/gpu', effect: 'NoSchedule'}]},
  status: {
    allocatable: {'nvidia.com/gpu': '8'},
    capacity: {memory: '2Ti'},
    conditions: [{type: 'Ready', status: 'True'}],
  },
}

describe('toNode', () => {
  it('reads product, GPUs, provider and taints', () => {
    const {labels: _, ...node} = toNode(object)
    assert.deepEqual(node, {
      name: 'gpu-1',
      product: 'NVIDIA-H100-80GB-HBM3',
      gpus: 8,
      gpuMemoryBytes: 81559 * 2 ** 20,
      memoryBytes: 2 ** 41,
      ready: true,
      schedulable: true,
      instanceType: 'p5.48xlarge',
      region: 'us-east-1',
      provider: 'aws',
      spot: true,
      taints: [{key: 'nvidia.com/gpu', value: '', effect: 'NoSchedule'}],
    })
  })

  it('a cordoned or unready node is not schedulable', () => {
    assert.equal(toNode({...object, spec: {unschedulable: true}}).schedulable, false)
    assert.equal(toNode({...object, status: {conditions: [{type: 'Ready', status: 'Unknown'}]}}).schedulable, false)
  })

  for (const [id, provider] of [
    ['gce://p/z/n', 'gcp'],
    ['azure:///subscriptions/x', 'azure'],
    ['ocid1.instance.oc1.iad.x', 'oci'],
    ['kind://docker/x', 'kind'],
  ] as const)
    it(`${id} is ${provider}`, () => assert.equal(toNode({...object, spec: {providerID: id}}).provider, provider))
})

describe('nodeMatches', () => {
  const node = {name: 'n', labels: {pool: 'gpu', cores: '8'}}
  const affinity = (key: string, operator: string, values: readonly string[] = []) => ({
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{matchExpressions: [{key, operator, values}]}],
    },
  })
  for (const [title, selector, terms, matches] of [
    ['nothing asked', undefined, undefined, true],
    ['label', {pool: 'gpu'}, undefined, true],
    ['other value', {pool: 'cpu'}, undefined, false],
    ['In', {}, affinity('pool', 'In', ['gpu']), true],
    ['NotIn of a missing label', {}, affinity('none', 'NotIn', ['x']), true],
    ['Exists', {}, affinity('none', 'Exists'), false],
    ['DoesNotExist', {}, affinity('none', 'DoesNotExist'), true],
    ['Gt', {}, affinity('cores', 'Gt', ['4']), true],
    ['Lt', {}, affinity('cores', 'Lt', ['4']), false],
    ['unknown operator', {}, affinity('cores', 'Near', ['4']), false],
  ] as const)
    it(`${title}: ${matches}`, () => assert.equal(nodeMatches(node, selector, terms), matches))

  it('matches by name through matchFields', () => {
    const named = (name: string) => ({
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{matchFields: [{key: 'metadata.name', operator: 'In', values: [name]}]}],
      },
    })
    assert.equal(nodeMatches(node, {}, named('n')), true)
    assert.equal(nodeMatches(node, {}, named('m')), false)
  })
})

describe('resources of pods', () => {
  const container = (gpus: number, memory: string) => ({
    resources: {limits: {'nvidia.com/gpu': gpus}, requests: {memory}},
  })

  it('adds containers and compares them with the largest init container', () => {
    const spec = {containers: [container(1, '1Gi'), container(2, '2Gi')], initContainers: [container(4, '1Gi')]}
    assert.deepEqual([podGpus(spec), podMemoryBytes(spec)], [4, 3 * 2 ** 30])
    assert.equal(podGpus(undefined), 0)
  })

  it('counts GPUs only of pods that hold them', () => {
    const pod = (name: string, phase: string, nodeName?: string): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {name},
      spec: {...(nodeName && {nodeName}), containers: [container(2, '1Gi')]},
      status: {phase},
    })
    const used = usedGpus([
      pod('a', 'Running', 'n'),
      pod('b', 'Pending', 'n'),
      pod('c', 'Succeeded', 'n'),
      pod('d', 'Pending'),
    ])
    assert.deepEqual([...used], [['n', 4]])
  })
})
