import assert from 'node:assert/strict'
import {type BaseModel, type InferenceService, inferenceServices, type ServingRuntime} from '../ome.ts'
import type {Shape} from './shape.ts'

/** What clients of an API server ask of an object; the shapes must fit it. */
interface AnyObject {
  apiVersion: string
  kind: string
  metadata: {name: string; namespace?: string; labels?: Record<string, string>}
  // biome-ignore lint/suspicious/noExplicitAny: stands for the open object type of a client
  [field: string]: any
}

const nameOf = <Thing extends AnyObject>(thing: Thing): string => thing.metadata.name

const head = {apiVersion: 'ome.io/v1beta1', kind: 'InferenceService', metadata: {name: 'llama'}}

describe('shapes', () => {
  it('reads every word of the notation', () => {
    const value: Shape<{
      'name!': 'string len 1..63'
      size: 'int32 = 1'
      share: 'quantity'
      on: 'bool'
      mode: 'enum:A|B = "A"'
      tags: '[string] set'
      rest: '{[int32]}'
      any: 'any'
      parts: {'[]': {'id!': 'int'}; $: 'map id'}
      table: {'{}': {x: 'number'}}
    }> = {
      name: 'a',
      size: 1,
      share: '1Gi',
      on: true,
      mode: 'B',
      tags: ['a'],
      rest: {a: [1]},
      any: null,
      parts: [{id: 1}],
      table: {k: {x: 0.5}},
    }
    assert.equal(value.mode, 'B')
  })

  it('fits clients that take any Kubernetes object', () => {
    const service: InferenceService = {...head, spec: {model: {name: 'llama-3-1-8b'}, engine: {minReplicas: 1}}}
    assert.equal(nameOf(service), 'llama')
    assert.equal(inferenceServices.plural, 'inferenceservices')
  })

  it('carries the fields of a pod beside the own ones', () => {
    const service: InferenceService = {
      ...head,
      spec: {engine: {nodeSelector: {gpu: 'h100'}, runner: {name: 'runner', image: 'engine:1'}, worker: {size: 2}}},
    }
    assert.equal(service.spec?.engine?.runner?.image, 'engine:1')
  })

  it('refuses what the schema refuses', () => {
    // @ts-expect-error a model reference has a name
    const nameless: InferenceService = {...head, spec: {model: {kind: 'BaseModel'}}}
    // @ts-expect-error replicas are a number
    const wordy: InferenceService = {...head, spec: {engine: {minReplicas: 'one'}}}
    // @ts-expect-error not a scale metric
    const unknownMetric: InferenceService = {...head, spec: {engine: {scaleMetric: 'qps'}}}
    // @ts-expect-error no such field
    const unknownField: InferenceService = {...head, spec: {engine: {replicas: 1}}}
    // @ts-expect-error a model has a place where its weights lie
    const homeless: BaseModel = {...head, spec: {vendor: 'meta'}}
    // @ts-expect-error a format is named together with its framework
    const frameless: ServingRuntime = {...head, spec: {supportedModelFormats: [{modelFormat: {name: 'safetensors'}}]}}
    assert.equal([nameless, wordy, unknownMetric, unknownField, homeless, frameless].length, 6)
  })
})
