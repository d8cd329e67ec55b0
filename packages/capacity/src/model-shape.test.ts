import assert from 'node:assert/strict'
import {modelShape, weightType} from './model-shape.ts'

const llama = {
  num_hidden_layers: 32,
  hidden_size: 4096,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  max_position_embeddings: 131072,
  torch_dtype: 'bfloat16',
}

describe('modelShape', () => {
  it('reads a plain transformer', () => {
    assert.deepEqual(modelShape(llama), {
      layers: 32,
      heads: 32,
      kvHeads: 8,
      headDim: 128,
      hiddenSize: 4096,
      stateLayers: 0,
      maxTokens: 131072,
    })
  })

  for (const [title, config, expected] of [
    ['old names', {n_layer: 2, n_embd: 8, n_head: 2}, {layers: 2, kvHeads: 2, headDim: 4}],
    ['multi-query', {n_layer: 2, n_embd: 8, n_head: 2, multi_query: true}, {kvHeads: 1}],
    ['a nested text model', {text_config: llama, model_type: 'x'}, {layers: 32, kvHeads: 8}],
    ['a head size of its own', {...llama, head_dim: 64}, {headDim: 64}],
    ['a latent', {...llama, kv_lora_rank: 512, qk_rope_head_dim: 64}, {latentDim: 576}],
    ['windows in all layers', {...llama, sliding_window: 4096}, {windowed: {layers: 32, window: 4096}}],
    ['windows switched off', {...llama, sliding_window: 4096, use_sliding_window: false}, {windowed: undefined}],
    [
      'one full layer in six',
      {...llama, sliding_window: 512, sliding_window_pattern: 6},
      {windowed: {layers: 27, window: 512}},
    ],
    [
      'layer kinds',
      {
        ...llama,
        num_hidden_layers: 3,
        sliding_window: 128,
        layer_types: ['sliding_attention', 'full_attention', 'linear_attention'],
      },
      {windowed: {layers: 1, window: 128}, stateLayers: 1},
    ],
  ] as const)
    it(title, () => {
      const found: Readonly<Record<string, unknown>> = {...modelShape(config)}
      for (const [key, value] of Object.entries(expected)) assert.deepEqual(found[key], value, key)
    })

  it('does not guess a shape', () => {
    for (const config of [{}, null, [], 'x', {num_hidden_layers: '32'}]) assert.equal(modelShape(config), undefined)
  })
})

describe('weightType', () => {
  const quantized = (quantization_config: object) => ({...llama, quantization_config})
  const group = (num_bits: number, type: string) => ({
    quant_method: 'compressed-tensors',
    config_groups: {group_0: {weights: {num_bits, type}}},
  })
  for (const [title, config, type] of [
    ['bfloat16', llama, 'bf16'],
    ['the newer key', {dtype: 'float16'}, 'fp16'],
    ['nested', {text_config: {torch_dtype: 'float32'}}, 'fp32'],
    ['nothing said', {}, undefined],
    ['awq', quantized({quant_method: 'awq', bits: 4}), 'int4'],
    ['gptq in 8 bit', quantized({quant_method: 'gptq', bits: 8}), 'int8'],
    ['fp8', quantized({quant_method: 'fp8'}), 'fp8'],
    ['fbgemm', quantized({quant_method: 'fbgemm_fp8'}), 'fp8'],
    ['mxfp4', quantized({quant_method: 'mxfp4'}), 'mxfp4'],
    ['bitsandbytes 8 bit', quantized({quant_method: 'bitsandbytes', load_in_8bit: true}), 'int8'],
    ['compressed-tensors fp8', quantized(group(8, 'float')), 'fp8'],
    ['compressed-tensors int4', quantized(group(4, 'int')), 'int4'],
    ['compressed-tensors nvfp4', quantized(group(4, 'float')), 'nvfp4'],
    ['modelopt', quantized({quant_method: 'modelopt', quant_algo: 'NVFP4'}), 'nvfp4'],
    ['an unknown method falls back to the type', quantized({quant_method: 'new'}), 'bf16'],
  ] as const)
    it(`${title}: ${type}`, () => assert.equal(weightType(config), type))
})
