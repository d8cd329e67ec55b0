import assert from 'node:assert/strict'
import {toModel} from '@ome/inference-model/model'
import {toRuntime} from '@ome/inference-model/runtime'
import {toService} from '@ome/inference-model/service'
import {predicted} from './prediction.ts'

const service = (spec: object) =>
  toService(
    {apiVersion: 'ome.io/v1beta1', kind: 'InferenceService', metadata: {name: 's', namespace: 'a'}, spec},
    {workloads: [], pods: []},
  )

const spec = {modelFormat: {name: 'safetensors'}, modelArchitecture: 'X', modelParameterSize: '7B', storage: {}}
const wide = toModel({apiVersion: 'ome.io/v1beta1', kind: 'ClusterBaseModel', metadata: {name: 'm'}, spec})
const own = toModel({
  apiVersion: 'ome.io/v1beta1',
  kind: 'BaseModel',
  metadata: {name: 'm', namespace: 'a'},
  spec: {...spec, modelArchitecture: 'Y'},
})
const runtime = (name: string, architecture: string, more: object = {}, namespace?: string) =>
  toRuntime({
    apiVersion: 'ome.io/v1beta1',
    kind: namespace === undefined ? 'ClusterServingRuntime' : 'ServingRuntime',
    metadata: {name, ...(namespace === undefined ? {} : {namespace})},
    spec: {
      supportedModelFormats: [{modelFormat: {name: 'safetensors'}, modelArchitecture: architecture, autoSelect: true}],
      ...more,
    },
  })

const runtimes = [runtime('for-x', 'X'), runtime('for-y', 'Y'), runtime('elsewhere', 'X', {}, 'b')]
const none = () => []

describe('predicting a runtime', () => {
  it('takes the one the controller would choose, of the namespace or the cluster', () => {
    const {runtime: name, runtimeSource} = predicted(service({model: {name: 'm'}}), {
      models: [wide],
      runtimes,
      classesOf: none,
    })
    assert.deepEqual([name, runtimeSource], ['for-x', 'predicted'])
  })

  it('looks at the model of the namespace first, unless the service names the kind', () => {
    const models = [wide, own]
    assert.equal(predicted(service({model: {name: 'm'}}), {models, runtimes, classesOf: none}).runtime, 'for-y')
    assert.equal(
      predicted(service({model: {name: 'm', kind: 'ClusterBaseModel'}}), {models, runtimes, classesOf: none}).runtime,
      'for-x',
    )
  })

  it('leaves what is decided, unknown or impossible', () => {
    const named = service({model: {name: 'm'}, runtime: {name: 'mine'}})
    assert.equal(predicted(named, {models: [wide], runtimes, classesOf: none}), named)
    for (const each of [service({model: {name: 'gone'}}), service({engine: {}})]) {
      assert.equal(predicted(each, {models: [wide], runtimes, classesOf: none}), each)
    }
    assert.equal(
      predicted(service({model: {name: 'm'}}), {models: [wide], runtimes, classesOf: () => ['h100']}).runtime,
      undefined,
    )
  })
})
