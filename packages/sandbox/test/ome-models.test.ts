import assert from 'node:assert/strict'
import {nodes} from '../src/controllers/resources.ts'
import {acceleratorClasses, clusterBaseModels} from '../src/ome/resources.ts'
import type {StandingCluster} from '../src/standing-cluster.ts'
import {model, omeCluster, withMistral} from './ome-fixture.ts'

describe('OME models and accelerators', () => {
  let cluster: StandingCluster
  const faults: string[] = []

  beforeEach(async () => {
    cluster = await omeCluster(faults)
  })
  afterEach(() => {
    cluster.stop()
    assert.deepEqual(faults.splice(0), [])
  })

  /** @feature OME: models downloaded to nodes, described and labelled | works */
  it('a model is downloaded, described by what was found and labelled on its node', async () => {
    await withMistral(cluster)

    const found = cluster.api.get(clusterBaseModels, 'mistral-7b')
    assert.deepEqual(found?.status, {state: 'Ready', nodesReady: ['gpu-1']})
    assert.equal(found?.spec.modelArchitecture, 'MistralForCausalLM')
    assert.equal(found?.spec.modelParameterSize, '7.25B')
    assert.equal(
      cluster.api.get(nodes, 'gpu-1')?.metadata.labels?.['models.ome.io/clusterbasemodel.mistral-7b'],
      'Ready',
    )
  })

  /** @feature OME: gated models, per-node states | works */
  it('a gated model without a token fails on every node', async () => {
    cluster.api.create(
      clusterBaseModels,
      model('llama', {storageUri: 'hf://meta-llama/Llama-3.1-8B-Instruct', path: '/raid/models/llama'}),
    )

    await cluster.advance(60_000)

    assert.deepEqual(cluster.api.get(clusterBaseModels, 'llama')?.status, {state: 'Failed', nodesFailed: ['gpu-1']})
  })

  it('a model whose scheme has no downloader stays in transit', async () => {
    cluster.api.create(
      clusterBaseModels,
      model('bucket', {storageUri: 's3://bucket/model', path: '/raid/models/bucket'}),
    )

    await cluster.advance(600_000)

    assert.deepEqual(cluster.api.get(clusterBaseModels, 'bucket')?.status, {state: 'In_Transit'})
  })

  /** @feature OME: deletion of models cleans nodes | works */
  it('deleting a model cleans its nodes up first', async () => {
    await withMistral(cluster)

    cluster.api.delete(clusterBaseModels, 'mistral-7b')
    await cluster.advance(5000)

    assert.equal(cluster.api.get(clusterBaseModels, 'mistral-7b'), undefined)
    assert.equal(
      cluster.api.get(nodes, 'gpu-1')?.metadata.labels?.['models.ome.io/clusterbasemodel.mistral-7b'],
      undefined,
    )
  })

  /** @feature OME: AcceleratorClasses find their nodes | works */
  it('an accelerator class lists the nodes with its labels', async () => {
    cluster.api.create(acceleratorClasses, {
      apiVersion: 'ome.io/v1beta1',
      kind: 'AcceleratorClass',
      metadata: {name: 'h100'},
      spec: {
        discovery: {nodeSelector: {'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3'}},
        capabilities: {memoryGB: '80Gi'},
      },
    })

    await cluster.advance(1000)

    const status = cluster.api.get(acceleratorClasses, 'h100')?.status
    assert.deepEqual([status.nodes, status.availableNodes], [['gpu-1'], 1])
  })
})
