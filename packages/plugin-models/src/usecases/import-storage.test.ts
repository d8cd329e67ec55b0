import assert from 'node:assert/strict'
import {detectGeneration} from '@ome/inference-model/generation'
import {toModel} from '@ome/inference-model/model'
import type {Cluster} from '../domain/cluster.ts'
import {type ModelWriter, typedPins} from '../domain/model-draft.ts'
import {modelWriter} from '../kube/model-writer.ts'
import {planClaimImport, planStorageImport, refuseStorage} from './import-storage.ts'

const writer: ModelWriter = {
  create: (draft) => ({
    action: 'create',
    object: {kind: draft.kind, name: draft.name},
    fields: [{path: 'draft', to: draft}],
  }),
  fill: (model) => ({action: 'update', object: {kind: model.kind, name: model.name}}),
  unchanged: (model) => ({action: 'unchanged', object: {kind: model.kind, name: model.name}}),
}
const clusterOf = (image: string): Cluster => ({
  models: async () => ({models: [], unread: []}),
  facts: async () => ({models: [], runtimes: [], accelerators: [], unread: []}),
  agent: async () => ({namespace: 'ome', hostPath: '/raid/models'}),
  secret: async () => ({found: 'no'}),
  generation: async () => detectGeneration({plurals: ['basemodels'], controllerImage: image}),
})
const ports = {cluster: clusterOf('ome-manager:v0.1.5'), writer}

describe('planStorageImport', () => {
  it('reads a folder in place and warns about one outside of the agent', async () => {
    const source = {uri: 'local:///data/x', folder: '/data/x', path: '/data/x', pins: typedPins({size: '8B'})}
    const {changes, notes} = await planStorageImport(ports, source)

    assert.deepEqual(changes[0]?.fields?.[0]?.to, {
      kind: 'ClusterBaseModel',
      name: 'x',
      storage: {uri: 'local:///data/x', path: '/data/x'},
      pins: {modelFormat: {name: 'safetensors', version: '1.0.0'}, modelParameterSize: '8B'},
    })
    assert.match(notes?.[0] ?? '', /outside the agent's folder \/raid\/models/)
  })

  it('has nothing to warn about below the folder of the agent', async () => {
    const path = '/raid/models/x'
    const {notes} = await planStorageImport(ports, {uri: `local://${path}`, folder: path, path, pins: undefined})
    assert.deepEqual(notes, [])
  })

  it('warns about the whole folder of the agent', async () => {
    const path = '/raid/models'
    const {notes} = await planStorageImport(ports, {uri: `local://${path}`, folder: path, path, pins: undefined})
    assert.match(notes?.[0] ?? '', /^warning: \/raid\/models is the agent's whole folder, in which all models lie/)
  })

  it('sets what is typed otherwise than it is, and what is open; what is the same stays', async () => {
    const path = '/raid/models/x'
    const there = toModel({
      apiVersion: 'ome.io/v1beta1',
      kind: 'ClusterBaseModel',
      metadata: {name: 'x'},
      spec: {
        modelFormat: {name: 'safetensors', version: '1.0.0'},
        modelParameterSize: '7B',
        modelArchitecture: 'LlamaForCausalLM',
        storage: {storageUri: `local://${path}`, path},
      },
    })
    const filled: unknown[] = []
    const known = {
      cluster: {...ports.cluster, facts: async () => ({models: [there], runtimes: [], accelerators: [], unread: []})},
      writer: {
        ...writer,
        fill: (...[model, pins]: Parameters<ModelWriter['fill']>) => {
          filled.push(pins)
          return writer.fill(model, pins)
        },
      },
    }
    const source = {uri: `local://${path}`, folder: path, path}
    const again = async (typed: Parameters<typeof typedPins>[0]) =>
      (await planStorageImport(known, {...source, pins: typedPins(typed)})).changes[0]?.action

    assert.equal(await again({size: '13B', architecture: 'LlamaForCausalLM', quantization: 'fp8'}), 'update')
    assert.deepEqual(filled, [{modelParameterSize: '13B', quantization: 'fp8'}])
    assert.equal(await again({size: '7.0B', architecture: 'LlamaForCausalLM'}), 'unchanged')
    const change = modelWriter().fill(there, {modelParameterSize: '13B'})
    assert.deepEqual(
      [change.reason, change.fields],
      ['fields are set as typed', [{path: 'spec.modelParameterSize', from: '7B', to: '13B'}]],
    )
  })

  it('gives a download a folder of its own', async () => {
    const source = {uri: 's3://b/models/x', folder: 'models/x', downloads: true, pins: undefined}
    const {changes} = await planStorageImport(ports, source)
    assert.deepEqual(changes[0]?.fields?.[0]?.to, {
      kind: 'ClusterBaseModel',
      name: 'x',
      storage: {uri: 's3://b/models/x', path: '/raid/models/models/x'},
    })
  })
})

describe('planClaimImport', () => {
  const input = {uri: 'pvc://claim/x', pins: undefined}

  it('is refused where OME does not serve claims', async () => {
    await assert.rejects(planClaimImport(ports, {path: 'x'}, {...input, namespace: 'ml'}), {
      kind: 'failed',
      message: 'OME v0.1 does not serve claims: the model would never become Ready',
    })
    const forced = await planClaimImport(ports, {path: 'x'}, {...input, namespace: 'ml', force: true})
    assert.equal(forced.changes[0]?.object.kind, 'BaseModel')
  })

  it('is made where OME serves them, in the namespace of the claim only', async () => {
    const newer = {cluster: clusterOf('ome-manager:v1.2.2'), writer}
    const {changes} = await planClaimImport(newer, {namespace: 'ml', path: 'a/x'}, input)
    assert.deepEqual(changes[0]?.object, {kind: 'BaseModel', name: 'x'})
    await assert.rejects(planClaimImport(newer, {path: 'x'}, input), {kind: 'usage'})
    await assert.rejects(planClaimImport(newer, {namespace: 'ml', path: 'x'}, {...input, namespace: 'other'}), {
      kind: 'usage',
    })
  })
})

describe('refuseStorage', () => {
  it('says what would happen and what works', () => {
    assert.throws(() => refuseStorage('s3', 's3://b/x'), {
      kind: 'failed',
      message: 'no version of OME downloads s3:// storage: the model would stay In_Transit for ever',
    })
  })
})

describe('typedPins', () => {
  it('makes nothing of nothing and refuses a size that is none', () => {
    assert.equal(typedPins({}), undefined)
    assert.throws(() => typedPins({size: 'large'}), {kind: 'usage'})
  })
})
