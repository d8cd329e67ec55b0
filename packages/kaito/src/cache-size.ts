import {number} from '@ome/capacity/fields'
import type {KaitoModel} from '@ome/capacity/kaito-models'

/** Bytes of keys and values of one token. Source: KAITO v0.12.0 `presets/workspace/models/vllm_model.go`. */
export function cacheOf(
  cells: Readonly<Record<string, unknown>>,
): Pick<KaitoModel, 'bytesPerToken' | 'attention'> | undefined {
  const of = (key: string): number => number(cells[key]) ?? 0
  const [layers, heads, kvHeads] = [of('numHiddenLayers'), of('numAttentionHeads'), of('numKeyValueHeads')]
  if (layers === 0 || heads === 0 || kvHeads === 0) return undefined
  const latent = of('kvLoraRank')
  if (latent > 0) return {bytesPerToken: (latent + of('qkRopeHeadDim')) * layers * 2, attention: 'MLA'}
  const width = of('headDim') || of('hiddenSize') / heads
  const attention = kvHeads === heads ? 'MHA' : kvHeads === 1 ? 'MQA' : 'GQA'
  return {bytesPerToken: 2 * kvHeads * width * layers * 2, attention}
}
