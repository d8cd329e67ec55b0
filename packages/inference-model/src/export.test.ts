import assert from 'node:assert/strict'
import {exported} from './export.ts'

const service = (spec: object) => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  metadata: {name: 'x', uid: 'u'},
  spec,
  status: {},
})

describe('exporting an object', () => {
  it('leaves out replica bounds only when both are the defaults', () => {
    const {spec} = exported(
      service({
        engine: {minReplicas: 1, maxReplicas: 3},
        router: {minReplicas: 1, maxReplicas: 3},
        decoder: {minReplicas: 0},
      }),
    )
    assert.deepEqual(spec, {engine: {}, router: {minReplicas: 1, maxReplicas: 3}, decoder: {minReplicas: 0}})
  })

  it('keeps a model reference that is not the default', () => {
    const {spec} = exported(service({model: {name: 'm', kind: 'BaseModel', apiGroup: 'ome.io'}}))
    assert.deepEqual(spec, {model: {name: 'm', kind: 'BaseModel'}})
  })

  it('keeps annotations and labels that people write', () => {
    const {metadata} = exported({
      ...service({}),
      metadata: {
        name: 'x',
        annotations: {'ome.io/deploymentMode': 'RawDeployment', mine: '1'},
        labels: {a: 'b'},
        finalizers: ['f'],
      },
    })
    assert.deepEqual(metadata, {name: 'x', labels: {a: 'b'}, annotations: {mine: '1'}})
  })

  const owns = (manager: string, operation: string, ...fields: string[]) => ({
    manager,
    operation,
    fieldsV1: {'f:spec': Object.fromEntries(fields.map((field) => [`f:${field}`, {}]))},
  })
  const storage = {storageUri: 'hf://a/b', path: '/m'}
  const chosenBy = {modelFormat: {name: 'safetensors'}, quantization: 'fp8'}
  const model = (...managedFields: object[]) => ({
    apiVersion: 'ome.io/v1beta1',
    kind: 'ClusterBaseModel',
    metadata: {name: 'm', managedFields},
    spec: {storage, ...chosenBy, maxTokens: 8192, modelType: 'llama'},
  })
  const agent = owns('model-agent', 'Update', 'modelFormat', 'quantization', 'maxTokens', 'modelType')

  it('keeps of what the model agent fills in what runtimes are chosen by and what somebody applied', () => {
    assert.deepEqual(exported(model(agent))['spec'], {storage, ...chosenBy})
    for (const [manager, operation] of [
      ['ome-manifests', 'Apply'],
      ['kubectl-create', 'Update'],
    ] as const)
      assert.deepEqual(exported(model(agent, owns(manager, operation, 'storage', 'maxTokens')))['spec'], {
        storage,
        ...chosenBy,
        maxTokens: 8192,
      })
  })

  it('keeps all of a spec that the server owns as one value', () => {
    const whole = model(owns('model-agent', 'Update'))
    assert.deepEqual(exported(whole)['spec'], whole.spec)
  })

  it('keeps what has no spec', () => {
    assert.deepEqual(
      exported({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'c', resourceVersion: '1'}, data: {a: '1'}}),
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {name: 'c'},
        data: {a: '1'},
      },
    )
  })
})
