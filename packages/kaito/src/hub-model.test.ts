import assert from 'node:assert/strict'
import type {HubDetails} from '@ome/inference-model/hub/hub'
import {hubModel} from './hub-model.ts'

const GiB = 2 ** 30
const config = {
  num_hidden_layers: 32,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  hidden_size: 4096,
  max_position_embeddings: 32768,
}
const details = (more: Partial<HubDetails>): HubDetails => ({
  id: 'org/new-8b',
  gated: false,
  revision: 'main',
  configDenied: false,
  files: [
    {path: 'model-1.safetensors', bytes: 10 * GiB},
    {path: 'model-2.safetensors', bytes: 5 * GiB},
    {path: 'original/consolidated.00.pth', bytes: 90 * GiB},
    {path: 'pytorch_model.bin', bytes: 80 * GiB},
  ],
  config,
  ...more,
})

describe('a model of the Hub, as KAITO sizes it', () => {
  it('weighs what its safetensors do, and caches by its heads', () => {
    const model = hubModel(details({}))
    // 2 × 8 key-value heads × 128 × 32 layers × 2 bytes.
    assert.deepEqual(
      [model?.weightGiB, model?.bytesPerToken, model?.attention, model?.maxTokens, model?.isInCatalogue],
      [15, 131_072, 'GQA', 32768, false],
    )
  })

  it('weighs its consolidated files alone, where there are some', () => {
    const files = [
      {path: 'consolidated.safetensors', bytes: 7 * GiB},
      {path: 'model.safetensors', bytes: 7 * GiB},
    ]
    assert.equal(hubModel(details({files}))?.weightGiB, 7)
  })

  it('has the shape of its language part, its quantization, and a latent cache', () => {
    const nested = {
      text_config: {...config, kv_lora_rank: 512, qk_rope_head_dim: 64},
      quantization_config: {quant_method: 'fp8'},
    }
    const model = hubModel(details({config: nested}))
    assert.deepEqual([model?.bytesPerToken, model?.attention, model?.quantization], [(512 + 64) * 32 * 2, 'MLA', 'fp8'])
  })

  for (const [what, more] of [
    ['without weights', {files: []}],
    ['without a config', {config: undefined}],
    ['whose config tells no heads', {config: {hidden_size: 4096}}],
  ] as const)
    it(`is not sized ${what}`, () => assert.equal(hubModel(details(more)), undefined))
})
