import {describeFit} from '@ome/capacity/memory'
import {formatBytes} from '@ome/sdk/units'
import type {Block, FieldRow, View} from '@ome/sdk/view'
import {gpuName} from '../../domain/placement.ts'
import type {Estimate, Placing} from '../domain/estimate.ts'
import {parametersText, shapeText} from './model-figures.ts'

const GiB = 2 ** 30
const gib = (bytes: number): string => `${(bytes / GiB).toFixed(1)} GiB`

/** What a model takes, how that comes about, and what it costs. */
export const modelEstimate: View<Estimate> = {
  kind: 'ModelEstimate',
  blocks: (model) => [
    {type: 'fields', rows: figures(model)},
    placingsBlock(model),
    ...explanation(model),
    ...prices(model),
  ],
  json: (model) => ({
    model: model.subject.name,
    readFrom: model.subject.read,
    parameters: model.subject.metadata.parameters ?? null,
    weightBytes: model.weightBytes,
    weightType: model.weightType,
    weightTypeAssumed: model.typeAssumed,
    weightSource: model.weightSource,
    kvBytesPerToken: model.kvBytesPerToken ?? null,
    contextTokens: model.contextTokens,
    concurrency: model.concurrency,
    formula: describeFit(),
    placements: model.placings.map(placingFace),
  }),
  name: ({subject}) => `model/${subject.name}`,
}

function figures(model: Estimate): readonly FieldRow[] {
  const {subject, weightType, typeAssumed, kvBytesPerToken, contextTokens, concurrency} = model
  const {metadata} = subject
  const basis =
    model.weightSource === 'files'
      ? 'sum of the weight files'
      : `${parametersText(metadata) ?? '?'} parameters x bytes of ${weightType}`
  const context = `${contextTokens} tokens x ${concurrency} ${concurrency === 1 ? 'request' : 'requests'}`
  const longest = metadata.maxTokens ?? metadata.shape?.maxTokens
  return [
    {label: 'Model', value: subject.name, tone: 'strong'},
    {label: 'Read from', value: subject.read},
    {label: 'Parameters', value: parametersText(metadata) ?? 'not known'},
    {label: 'Shape', value: shapeText(metadata) ?? 'not known: the KV cache is left out'},
    {label: 'Weights', value: `${gib(model.weightBytes)} as ${weightType}${typeAssumed ? ' (assumed)' : ''}: ${basis}`},
    {
      label: 'KV cache',
      value:
        kvBytesPerToken === undefined
          ? 'not known'
          : `${formatBytes(kvBytesPerToken)} per token (${model.kvBytes * 8} bit)`,
    },
    {label: 'Context', value: longest === undefined ? context : `${context}; the model takes up to ${longest}`},
  ]
}

const placingsBlock = ({placings}: Estimate): Block => ({
  type: 'table',
  title: 'GPUs',
  header: ['ACCELERATOR', 'INSTANCE-TYPE', 'GPUS', 'NODES', 'PER-GPU', 'MAX-CONTEXT', 'FITS', 'USD/H'],
  ranks: ['keep', 1, 'keep', 3, 2, 4, 5, 6],
  rows: placings.map(({target, fit, maxContext, free, usdPerHour}) => [
    target.accelerator,
    target.instanceType ?? '-',
    fit?.gpus ?? '-',
    fit?.nodes ?? '-',
    fit ? `${(fit.neededBytes / GiB).toFixed(1)}/${(fit.usableBytes / GiB).toFixed(1)}Gi` : '-',
    maxContext ?? '-',
    fit ? (free === undefined ? '-' : free ? 'yes' : 'busy') : 'no',
    usdPerHour === undefined ? (fit ? 'unknown' : '-') : usdPerHour.toFixed(2),
  ]),
  tones: placings.map(({fit, free}) => (!fit ? 'muted' : free === false ? 'warn' : free ? 'good' : undefined)),
})

/** The first row that fits, line by line. */
function explanation(model: Estimate): readonly Block[] {
  const shown = model.placings.find(({fit}) => fit)
  if (!shown?.fit || !shown.parts) {
    return [{type: 'text', title: 'No machine holds it', text: describeFit()}]
  }
  const {fit, parts, target} = shown
  const tokens = model.contextTokens * model.concurrency
  const split = fit.nodes > 1 ? `${fit.tensorParallel} GPUs of ${fit.nodes} nodes` : `${fit.gpus}`
  const rows: readonly (readonly [string, string, string])[] = [
    ['weights', gib(parts.weights), `${gib(model.weightBytes)} x 1.02 / ${split}`],
    ['activations', gib(parts.activations), '5 % of these weights'],
    ['overhead', gib(parts.overhead), 'CUDA context and buffers, per GPU'],
    [
      'KV cache',
      gib(parts.kvCache),
      model.kvBytesPerToken === undefined
        ? 'left out: the shape is not known'
        : `${tokens} tokens, split over the GPUs down to one KV head each`,
    ],
    ['needed', gib(fit.neededBytes), 'sum'],
    ['usable', gib(fit.usableBytes), `0.9 x ${gib(target.gpuMemoryBytes)}`],
  ]
  return [
    {
      type: 'table',
      title: `One of ${fit.gpus} x ${gpuName(target.accelerator)}`,
      header: ['PART', 'SIZE', 'FROM'],
      rows,
    },
    {type: 'text', text: `formula: ${describeFit()}`, tone: 'muted'},
  ]
}

function prices({placings}: Estimate): readonly Block[] {
  const sources = [
    ...new Set(
      placings.flatMap(({fit, target}) =>
        fit && target.price
          ? [`${target.accelerator}: $${target.price.usdPerGpuHour.toFixed(2)} per GPU-hour, ${target.price.source}`]
          : [],
      ),
    ),
  ]
  return sources.length === 0 ? [] : [{type: 'text', title: 'Prices', text: sources.join('\n')}]
}

const placingFace = ({target, fit, parts, maxContext, free, usdPerHour}: Placing): unknown => ({
  accelerator: target.accelerator,
  instanceType: target.instanceType ?? null,
  source: target.source,
  possible: fit !== undefined,
  gpus: fit?.gpus ?? null,
  nodes: fit?.nodes ?? null,
  tensorParallel: fit?.tensorParallel ?? null,
  neededBytesPerGpu: fit?.neededBytes ?? null,
  usableBytesPerGpu: fit?.usableBytes ?? null,
  parts: parts
    ? {
        weightBytes: parts.weights,
        activationBytes: parts.activations,
        overheadBytes: parts.overhead,
        kvCacheBytes: parts.kvCache,
      }
    : null,
  maxContextTokens: maxContext ?? null,
  free: free ?? null,
  usdPerHour: usdPerHour ?? null,
  priceSource: target.price?.source ?? null,
})
