import assert from 'node:assert/strict'
import type {KubeObject} from '@ome/sdk/kube'
import {agentReports, toModel} from './model.ts'
import {toNode} from './node.ts'

const model = (spec: object = {}, status: object = {}): KubeObject => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'ClusterBaseModel',
  metadata: {name: 'llama', creationTimestamp: '2026-01-01T00:00:00Z'},
  spec: {
    storage: {storageUri: 'hf://meta-llama/Llama-3.3-70B-Instruct', path: '/raid/models/llama', key: 'hf-token'},
    modelFormat: {name: 'safetensors', version: '1.0.0'},
    modelArchitecture: 'LlamaForCausalLM',
    modelParameterSize: '70.6B',
    vendor: 'meta',
    ...spec,
  },
  status,
})
const node = (name: string, labels: Record<string, string> = {}) =>
  toNode({apiVersion: 'v1', kind: 'Node', metadata: {name, labels}})
const report = (name: string, data: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name, namespace: 'ome'},
  data,
})

describe('toModel', () => {
  it('reads what selection and views need', () => {
    const {name, scope, vendor, parameters, architecture, format, storage} = toModel(model())
    assert.deepEqual(
      {name, scope, vendor, parameters, architecture, format, storage},
      {
        name: 'llama',
        scope: 'cluster',
        vendor: 'meta',
        parameters: 70.6e9,
        architecture: 'LlamaForCausalLM',
        format: {name: 'safetensors', version: '1.0.0'},
        storage: {
          uri: 'hf://meta-llama/Llama-3.3-70B-Instruct',
          scheme: 'hf',
          path: '/raid/models/llama',
          secret: 'hf-token',
          nodeSelector: {},
        },
      },
    )
  })

  const storage = (uri: string) => ({storage: {storageUri: uri}})
  for (const [title, spec, status, expected] of [
    ['no status yet', {}, {}, ['Unknown', undefined]],
    ['on its way', {}, {state: 'In_Transit'}, ['In_Transit', undefined]],
    ['a word we do not know', {}, {state: 'Dancing'}, ['Unknown', undefined]],
    ['one node failed', {}, {state: 'Failed', nodesFailed: ['gpu-1']}, ['Failed', 'failed on gpu-1']],
    ['s3 storage', storage('s3://b/x'), {state: 'In_Transit'}, ['Stuck', 'no version of OME downloads s3:// storage']],
    ['a Ready model is never stuck', storage('s3://b/x'), {state: 'Ready'}, ['Ready', undefined]],
    ['pvc storage', storage('pvc://c/x'), {}, ['Stuck', 'this version of OME does not serve pvc:// storage']],
  ] as const)
    it(`status of a model: ${title}`, () => {
      const found = toModel(model(spec, status))
      assert.deepEqual([found.status, found.reason], expected)
    })

  it('does not call pvc storage stuck where OME serves it', () => {
    assert.equal(toModel(model(storage('pvc://c/x'), {state: 'In_Transit'}), {servesPvc: true}).status, 'In_Transit')
  })

  it('counts the nodes that should hold it: selected ones whose agent reports', () => {
    const nodes = [node('a', {pool: 'gpu'}), node('b', {pool: 'gpu'}), node('c')]
    const selected = model({storage: {storageUri: 'hf://a/b', nodeSelector: {pool: 'gpu'}}})
    const reports = agentReports([report('a', {}), report('c', {})])

    assert.equal(toModel(selected, {nodes}).nodesMatching, 2)
    assert.equal(toModel(selected, {nodes, reports}).nodesMatching, 1)
    assert.equal(toModel(selected).nodesMatching, undefined)
  })

  it('shows the progress of every node, and leaves out entries that are not JSON', () => {
    const progress = {phase: 'Downloading', totalBytes: 100, completedBytes: 40, speedBytesPerSec: 2}
    const reports = agentReports([
      report('b', {'clusterbasemodel.llama': JSON.stringify({name: 'llama', status: 'Updating', progress})}),
      report('a', {'clusterbasemodel.llama': '{"status":"Ready"}', 'prod.basemodel.llama': '{"status":"Failed"}'}),
      report('c', {'clusterbasemodel.llama': '{"status":'}),
    ])
    assert.deepEqual(toModel(model(), {reports}).downloads, [
      {node: 'a', status: 'Ready'},
      {node: 'b', status: 'Updating', phase: 'Downloading', totalBytes: 100, completedBytes: 40, bytesPerSecond: 2},
    ])
  })

  it('finds the reports of a namespaced model under its namespace', () => {
    const object = {...model(), kind: 'BaseModel', metadata: {name: 'llama', namespace: 'prod'}}
    const reports = agentReports([report('a', {'prod.basemodel.llama': '{"status":"Failed"}'})])
    const found = toModel(object, {reports})
    assert.deepEqual([found.scope, found.namespace, found.downloads[0]?.status], ['namespace', 'prod', 'Failed'])
  })
})
