import {parseModelSize} from '@ome/capacity/model-size'
import type {ApiObject} from '../api.ts'
import {type HubModel, hubModel} from '../hub/catalogue.ts'
import type {Launch} from './launch.ts'

/** What an engine's speed and memory depend on. */
export interface ModelFacts {
  readonly billions: number
  readonly quantization: string | undefined
  /** All weights, in bytes. */
  readonly weightBytes: number
  readonly layers: number
  readonly context: number
  /** Keys and values of one token, in bytes. */
  readonly kvBytesPerToken: number
}

/** What an engine runs on. */
export interface Gpus {
  readonly count: number
  readonly product: string
  readonly bytesEach: number
}

/**
 * Facts of the model an engine serves: from the hub's table when a name or path ends in a known id, else the size from the pod's
 * labels, from the name (`…-70b-…`), or 7B.
 */
export function modelFacts(launch: Launch, pod: ApiObject): ModelFacts {
  const names = [launch.modelPath, ...launch.servedNames]
  const known = names.map(fromHub).find((model) => model !== undefined)
  const size = sizeInName(names.join(' '))
  const labelled = parseModelSize(pod.metadata.labels?.['base-model-size'] ?? '') / 1e9
  const billions = (known ? known.parameters / 1e9 : undefined) || labelled || size || 7
  const quantization = /fp8/i.test(names.join(' '))
    ? 'fp8'
    : /awq|gptq|int4|w4a16/i.test(names.join(' '))
      ? 'int4'
      : known?.quantization
  const bytes = quantization === 'fp8' ? 1 : quantization === 'int4' ? 0.55 : known?.dtype === 'float32' ? 4 : 2
  return {
    billions,
    quantization,
    weightBytes: billions * 1e9 * bytes,
    layers: known?.layers ?? Math.round(20 + billions * 0.85),
    context: known?.context ?? 32_768,
    kvBytesPerToken: known ? 2 * known.layers * known.kvHeads * known.headDim * 2 : billions * 4600,
  }
}

function fromHub(name: string): HubModel | undefined {
  const parts = name.split('/').filter((part) => part !== '')
  return hubModel(parts.slice(-2).join('/'))
}

function sizeInName(name: string): number | undefined {
  const match = /(?:^|[^a-z0-9.])(\d+(?:\.\d+)?)b(?![a-z0-9])/i.exec(name)
  return match ? Number(match[1]) : undefined
}
