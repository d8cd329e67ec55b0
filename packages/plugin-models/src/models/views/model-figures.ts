import {formatModelSize} from '@ome/capacity/model-size'
import {formatBytes} from '@ome/sdk/units'
import type {Metadata} from '../../domain/metadata.ts'

const sources = {
  files: 'sum of the weight files',
  parameters: 'estimated: parameters x bytes',
  unknown: 'not known',
} as const

/** `131.4 GiB, bf16 (sum of the weight files)`. Undefined when nothing tells. */
export function weightsText({weightBytes, weightType, sizeSource}: Metadata): string | undefined {
  if (weightBytes === undefined) return undefined
  return `${formatBytes(weightBytes)}, ${weightType ?? 'taken for bf16'} (${sources[sizeSource]})`
}

export const parametersText = ({parameters, size}: Metadata): string | undefined =>
  parameters === undefined ? size : formatModelSize(parameters)

/** `80 layers, 64 heads, 8 KV heads, hidden size 8192`. */
export function shapeText({shape}: Metadata): string | undefined {
  if (!shape) return undefined
  const {layers, heads, kvHeads, hiddenSize, latentDim} = shape
  const attention = latentDim === undefined ? `${kvHeads} KV heads` : `latent of ${latentDim}`
  return `${layers} layers, ${heads} heads, ${attention}, hidden size ${hiddenSize}`
}

export const named = (value: {readonly name: string; readonly version?: string} | undefined): string | undefined =>
  value === undefined || value.name === ''
    ? undefined
    : value.version === undefined
      ? value.name
      : `${value.name} ${value.version}`
