import assert from 'node:assert/strict'
import {selectRuntime} from './runtime-selection.ts'
import {requiredAcceleratorClasses, selectableModel, selectableRuntime} from './selection-input.ts'

describe('selectableModel', () => {
  it('reads the fields that selection looks at', () => {
    const model = selectableModel({
      modelFormat: {name: 'safetensors', version: '1.0.0'},
      modelFramework: {name: 'transformers', version: '4.43.0'},
      modelArchitecture: 'LlamaForCausalLM',
      modelParameterSize: '8B',
      quantization: 'fp8',
      storage: {storageUri: 'hf://a/b'},
    })
    assert.deepEqual(model, {
      format: {name: 'safetensors', version: '1.0.0'},
      framework: {name: 'transformers', version: '4.43.0'},
      architecture: 'LlamaForCausalLM',
      size: '8B',
      quantization: 'fp8',
    })
  })

  it('gives an empty format name to a model that the agent has not read yet', () => {
    for (const spec of [{}, undefined, null, 'text', {modelFormat: {name: 3}}])
      assert.deepEqual(selectableModel(spec), {format: {name: ''}})
  })
})

describe('selectableRuntime', () => {
  it('makes a runtime that selects the model it declares', () => {
    const runtime = selectableRuntime({
      kind: 'ClusterServingRuntime',
      metadata: {name: 'srt-llama'},
      spec: {
        supportedModelFormats: [
          {
            modelFormat: {name: 'safetensors', weight: 1},
            modelArchitecture: 'LlamaForCausalLM',
            autoSelect: true,
            priority: 2,
          },
        ],
        modelSizeRange: {min: '7B', max: '9B'},
        acceleratorRequirements: {acceleratorClasses: ['nvidia-h100', 7]},
      },
    })
    const model = selectableModel({modelFormat: {name: 'safetensors'}, modelArchitecture: 'LlamaForCausalLM'})

    assert.deepEqual(runtime.acceleratorClasses, ['nvidia-h100'])
    assert.deepEqual(runtime.sizeRange, {min: '7B', max: '9B'})
    assert.equal(selectRuntime({model, runtimes: [runtime], namespace: 'x'}).chosen?.score, 2)
  })

  it('survives an object with nothing in it', () => {
    assert.deepEqual(selectableRuntime({kind: 'ServingRuntime', metadata: {name: 'empty'}}), {
      name: 'empty',
      scope: 'namespace',
      disabled: false,
      formats: [],
      acceleratorClasses: [],
    })
  })
})

describe('requiredAcceleratorClasses', () => {
  it('collects the annotation, the selector and the overrides once each', () => {
    const classes = requiredAcceleratorClasses({
      metadata: {annotations: {'ome.io/accelerator-class': 'b'}},
      spec: {
        acceleratorSelector: {acceleratorClass: 'a'},
        engine: {acceleratorOverride: {acceleratorClass: 'b'}},
        decoder: {acceleratorOverride: {acceleratorClass: ''}},
      },
    })
    assert.deepEqual(classes, ['a', 'b'])
  })
})
