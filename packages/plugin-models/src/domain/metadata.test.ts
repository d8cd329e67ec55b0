import assert from 'node:assert/strict'
import type {HubDetails} from '@ome/inference-model/hub/hub'
import {capabilitiesOf, isComplete, metadataOf} from './metadata.ts'

const config = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  transformers_version: '4.47.0.dev0',
  torch_dtype: 'bfloat16',
  num_hidden_layers: 80,
  hidden_size: 8192,
  num_attention_heads: 64,
  num_key_value_heads: 8,
  max_position_embeddings: 131072,
}
const details = (changes: Partial<HubDetails> = {}): HubDetails => ({
  id: 'meta-llama/Llama-3.3-70B-Instruct',
  gated: true,
  revision: 'main',
  parameters: 70_553_706_496,
  files: [
    {path: 'config.json', bytes: 900},
    {path: 'model-00001-of-00002.safetensors', bytes: 100e9},
    {path: 'model-00002-of-00002.safetensors', bytes: 41.1e9},
    {path: 'original/consolidated.00.pth', bytes: 141e9},
  ],
  config,
  configDenied: false,
  ...changes,
})

describe('metadataOf', () => {
  it('finds what the agent would find after the download', () => {
    const {format, framework, architecture, modelType, size, quantization, maxTokens, capabilities} = metadataOf(
      details(),
    )
    assert.deepEqual(
      {format, framework, architecture, modelType, size, quantization, maxTokens, capabilities},
      {
        format: {name: 'safetensors', version: '1.0.0'},
        framework: {name: 'transformers', version: '4.47.0.dev0'},
        architecture: 'LlamaForCausalLM',
        modelType: 'llama',
        size: '70.55B',
        quantization: undefined,
        maxTokens: 131072,
        capabilities: ['TEXT_TO_TEXT'],
      },
    )
  })

  it('sums the weight files once, without the copies in folders', () => {
    const {weightBytes, sizeSource} = metadataOf(details())
    assert.deepEqual([weightBytes, sizeSource], [141.1e9, 'files'])
  })

  it('takes the parameters from the files when the hub does not state them', () => {
    const {parameters: _, ...unstated} = details()
    assert.equal(metadataOf(unstated).size, '70.55B')
  })

  it('estimates the size from parameters when no file sizes are known', () => {
    const {weightBytes, sizeSource} = metadataOf(details({files: []}))
    assert.deepEqual([weightBytes, sizeSource], [141_107_412_992, 'parameters'])
  })

  it('is complete only with architecture, framework version and size', () => {
    const {config: _, ...denied} = details({configDenied: true, architecture: 'LlamaForCausalLM'})
    assert.equal(isComplete(metadataOf(details())), true)
    assert.equal(isComplete(metadataOf(denied)), false)
    assert.equal(metadataOf(denied).framework, undefined)
  })

  it('calls a diffusion pipeline by its format', () => {
    const {format, framework} = metadataOf(details({files: [{path: 'model_index.json', bytes: 1}]}))
    assert.deepEqual([format, framework], [{name: 'diffusers'}, undefined])
  })
})

describe('capabilitiesOf', () => {
  for (const [architecture, modelType, extra, expected] of [
    ['LlamaForCausalLM', 'llama', {}, ['TEXT_TO_TEXT']],
    ['BertModel', 'bert', {}, ['EMBEDDING']],
    ['MistralModel', 'mistral', {}, ['EMBEDDING']],
    ['MllamaForConditionalGeneration', 'mllama', {vision_config: {}}, ['IMAGE_TEXT_TO_TEXT']],
    ['WhisperForConditionalGeneration', 'whisper', {}, ['AUDIO_TO_TEXT']],
    ['StableDiffusionPipeline', '', {_diffusers_version: '0.30'}, ['TEXT_TO_IMAGE']],
    ['FluxImg2ImgPipeline', '', {_diffusers_version: '0.30'}, ['IMAGE_TEXT_TO_IMAGE']],
  ] as const)
    it(`${architecture}: ${expected.join(', ')}`, () =>
      assert.deepEqual(capabilitiesOf(architecture, modelType, extra), expected))
})
