import assert from 'node:assert/strict'
import {toNode} from '@ome/inference-model/node'
import type {Metadata} from '../../domain/metadata.ts'
import {clusterTargets, estimate, instanceTarget, ofAccelerator, type Target, tableTargets} from './estimate.ts'
import type {Subject} from './subject.ts'

const GiB = 2 ** 30
const metadata: Metadata = {
  format: {name: 'safetensors'},
  capabilities: [],
  parameters: 70e9,
  weightBytes: 130 * GiB,
  weightType: 'bf16',
  sizeSource: 'files',
  maxTokens: 131072,
  shape: {layers: 80, heads: 64, kvHeads: 8, headDim: 128, hiddenSize: 8192, stateLayers: 0},
}
const subject = (more: Partial<Metadata> = {}): Subject => ({name: 'm', metadata: {...metadata, ...more}, read: 'test'})
const target = (gib: number, more: Partial<Target> = {}): Target => ({
  accelerator: `gpu-${gib}`,
  source: 'cluster',
  gpuMemoryBytes: gib * GiB,
  gpusPerNode: 8,
  ...more,
})
const question = {concurrency: 1, kvBytes: 2}
const of = (targets: readonly Target[], asked: Partial<Parameters<typeof estimate>[3]> = {}, about = subject()) =>
  estimate(about, targets, new Map(), {...question, ...asked})

describe('estimate', () => {
  it('comes cheapest in GPUs first, then in dollars, and what is too small last', () => {
    const dear = target(80, {accelerator: 'dear', price: {usdPerGpuHour: 9, source: 'x'}})
    const cheap = target(80, {accelerator: 'cheap', price: {usdPerGpuHour: 2, source: 'x'}})
    const {placings} = of([target(4, {gpusPerNode: 1}), dear, target(180), cheap])
    assert.deepEqual(
      placings.map(({target: {accelerator}, fit, usdPerHour}) => [accelerator, fit?.gpus, usdPerHour]),
      [
        ['gpu-180', 1, undefined],
        ['cheap', 4, 8],
        ['dear', 4, 36],
        ['gpu-4', undefined, undefined],
      ],
    )
  })

  it('the context of one request shrinks with the number of requests, and ends where the model does', () => {
    const contextOf = (concurrency: number) => of([target(80)], {concurrency}).placings[0]?.maxContext ?? 0
    assert.equal(contextOf(1), 131072)
    assert.ok(contextOf(64) < contextOf(16))
    assert.ok(contextOf(16) < 131072)
  })

  it('reckons with the length that is asked for, else with the usual or what the model takes', () => {
    assert.equal(of([]).contextTokens, 8192)
    assert.equal(of([], {}, subject({maxTokens: 2048})).contextTokens, 2048)
    assert.equal(of([], {contextTokens: 5}).contextTokens, 5)
  })

  it('other weights are computed from the parameters', () => {
    const {weightBytes, weightType, weightSource} = of([], {weightType: 'fp8'})
    assert.deepEqual([weightBytes, weightType, weightSource], [70e9, 'fp8', 'parameters'])
    assert.equal(of([], {weightType: 'bf16'}).weightSource, 'files')
  })

  it('says when how the weights are stored is only assumed', () => {
    const {weightType: _, ...unknown} = metadata
    assert.equal(of([], {}, {name: 'm', read: '', metadata: unknown}).typeAssumed, true)
    assert.equal(of([]).typeAssumed, false)
  })

  it('cannot say anything without a size', () => {
    const {weightBytes: _, parameters: __, ...unknown} = metadata
    const nothing: Subject = {name: 'm', read: '', metadata: {...unknown, sizeSource: 'unknown'}}
    assert.throws(() => of([], {}, nothing), {kind: 'failed', message: /the size of "m" is not known/})
  })

  it('more nodes than there are do not count', () => {
    const node = toNode({apiVersion: 'v1', kind: 'Node', metadata: {name: 'n'}})
    assert.equal(of([target(10, {nodes: [node]})]).placings[0]?.fit, undefined)
    assert.notEqual(of([target(10)]).placings[0]?.fit, undefined)
  })
})

describe('targets', () => {
  const node = (name: string, instance: string, product: string) =>
    toNode({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {name, labels: {'nvidia.com/gpu.product': product, 'node.kubernetes.io/instance-type': instance}},
      status: {allocatable: {'nvidia.com/gpu': '8'}},
    })
  const nodes = [node('a', 'x', 'NVIDIA-H100'), node('b', 'y', 'NVIDIA-H100'), node('c', 'x', 'NVIDIA-L4')]
  const around = {
    models: [],
    unread: [],
    runtimes: [],
    nodes,
    accelerators: [
      {name: 'h100', source: 'class' as const, nodes: ['a', 'b'], gpus: 16, free: 16, nodeSelector: {}, costPerHour: 4},
      {name: 'NVIDIA-L4', source: 'nodes' as const, nodes: ['c'], gpus: 8, free: 8, nodeSelector: {}},
    ],
  }

  it('are one for each accelerator and instance type of a cluster', () => {
    assert.deepEqual(
      clusterTargets(around).map(({accelerator, instanceType, price}) => [
        accelerator,
        instanceType,
        price?.usdPerGpuHour,
      ]),
      [
        ['h100', 'x', 4],
        ['h100', 'y', 4],
        ['NVIDIA-L4', 'x', undefined],
      ],
    )
  })

  it('are found by class, product or model', () => {
    const all = clusterTargets(around)
    for (const word of ['H100', 'nvidia-h100', 'NVIDIA-H100']) assert.equal(ofAccelerator(all, word).length, 2, word)
    assert.equal(ofAccelerator(all, 'L4').length, 1)
    assert.equal(ofAccelerator(all, 'abacus').length, 0)
    assert.equal(ofAccelerator(tableTargets(), 'H200').length, 1)
  })

  it('of a cloud have a price where the region has one', () => {
    assert.equal(instanceTarget('p5.48xlarge', 'us-east-1').gpusPerNode, 8)
    assert.notEqual(instanceTarget('p5.48xlarge', 'us-east-1').price, undefined)
    assert.equal(instanceTarget('p5.48xlarge', 'mars-1').price, undefined)
    assert.throws(() => instanceTarget('m5.large', undefined), {kind: 'not-found'})
  })
})
