import type {KaitoInstance} from '@ome/capacity/kaito-instances'
import type {KaitoModel} from '@ome/capacity/kaito-models'
import {byPrice, isNvidia} from './instance-choice.ts'
import {instancesOf, type OperatorProfile} from './operator-profile.ts'
import type {QuoteOf, SizingRow} from './sizing.ts'
import type {TuningMethod} from './training-config.ts'

/** What the estimate needs of a model's architecture. */
interface TunedShape {
  readonly layers: number
  readonly hidden: number
  readonly intermediate: number
  readonly heads: number
  readonly kvHeads: number
  readonly vocabulary: number
}

const shape = (cells: string): TunedShape => {
  const [layers = 0, hidden = 0, intermediate = 0, heads = 0, kvHeads = 0, vocabulary = 0] = cells
    .split(' ')
    .map(Number)
  return {layers, hidden, intermediate, heads, kvHeads, vocabulary}
}

const phi3mini = shape('32 3072 8192 32 32 32064')
const phi3medium = shape('40 5120 17920 40 10 32064')

/** Layers, hidden and intermediate size, heads, key-value heads, vocabulary. Source: `config.json` of each on the Hub. */
const shapes: Readonly<Record<string, TunedShape>> = {
  'phi-4': shape('40 5120 17920 40 10 100352'),
  'phi-4-mini-instruct': shape('32 3072 8192 24 8 200064'),
  'phi-3-mini-4k-instruct': phi3mini,
  'phi-3-mini-128k-instruct': phi3mini,
  'phi-3.5-mini-instruct': phi3mini,
  'phi-3-medium-4k-instruct': phi3medium,
  'phi-3-medium-128k-instruct': phi3medium,
  'qwen2.5-coder-7b-instruct': shape('28 3584 18944 28 4 152064'),
  'qwen2.5-coder-32b-instruct': shape('64 5120 27648 40 8 152064'),
}

/** One part of the memory of a GPU that tunes, in bytes. */
export interface MemoryPart {
  readonly what: string
  readonly bytes: number
  /** How it was reckoned. */
  readonly how: string
}

export interface TuningMemory {
  readonly parts: readonly MemoryPart[]
  /** Of one GPU: tuning runs whole on each. */
  readonly totalBytes: number
  /** The sentence that goes with the figure. */
  readonly basis: string
}

export interface TuningOptions {
  readonly method: TuningMethod
  /** Sequences of a step, default 1. */
  readonly batch?: number | undefined
  /** Tokens of a sequence, default 2048. */
  readonly sequence?: number | undefined
  /** Rank of the adapters, default 8. */
  readonly rank?: number | undefined
}

const GiB = 2 ** 30
/** Share of a GPU that an estimate may fill. */
const fillable = 0.9

/**
 * Memory of a GPU that tunes a model; undefined for models KAITO cannot tune. KAITO makes no such check: this is our own
 * estimate from what frozen weights, adapters with Adam, checkpointed activations and logits take.
 */
export function tuningMemory(model: KaitoModel, options: TuningOptions): TuningMemory | undefined {
  const {method, batch = 1, sequence = 2048, rank = 8} = options
  const dims = model.tuningName === undefined ? undefined : shapes[model.tuningName]
  if (!dims || model.tuningName === undefined) return undefined
  const {layers, hidden, vocabulary} = dims
  const parameters = (model.weightGiB * GiB) / 2
  const trained = layers * rank * adaptedWidth(dims, model.tuningName)
  const tokens = batch * sequence
  const quantized = method === 'qlora'
  const parts: readonly MemoryPart[] = [
    {
      what: 'weights',
      bytes: parameters * (quantized ? 0.53 : 2),
      how: `${(parameters / 1e9).toFixed(2)} B parameters × ${quantized ? '0.53 B (NF4)' : '2 B (bf16)'}`,
    },
    {
      what: 'adapters and optimizer',
      bytes: 16 * trained,
      how: `rank ${rank}: ${(trained / 1e6).toFixed(1)} M parameters × 16 B`,
    },
    {
      what: 'activations',
      bytes: tokens * hidden * (2 * layers + 34),
      how: `${batch} × ${sequence} tokens × ${hidden} × (2 × ${layers} + 34) B, checkpointed`,
    },
    {what: 'logits', bytes: tokens * vocabulary * 6, how: `${batch} × ${sequence} tokens × ${vocabulary} × 6 B`},
    ...(quantized
      ? [{what: 'dequantized layer', bytes: (parameters / layers) * 2, how: `1 of ${layers} layers in bf16`}]
      : []),
    {what: 'framework', bytes: 2.3 * GiB, how: 'as KAITO reckons for engines'},
  ]
  return {
    parts,
    totalBytes: parts.reduce((sum, {bytes}) => sum + bytes, 0),
    basis: `own estimate: ${method}, batch ${batch}, sequence ${sequence}, rank ${rank}, one node`,
  }
}

/**
 * Inputs and outputs of what adapters are put on, summed over one layer. KAITO names seven modules for phi-3; for others
 * peft takes the projections of query and value.
 */
function adaptedWidth({hidden, intermediate, heads, kvHeads}: TunedShape, name: string): number {
  const head = hidden / heads
  const kv = kvHeads * head
  const queryAndValue = hidden + hidden + (hidden + kv)
  if (!name.startsWith('phi-3')) return queryAndValue
  return queryAndValue + (hidden + kv) + 2 * hidden + 3 * (hidden + intermediate)
}

/** Whether a GPU of this type holds it. */
export const holdsTuning = ({totalBytes}: TuningMemory, {gpus, totalMemoryGiB}: KaitoInstance): boolean =>
  totalBytes <= ((totalMemoryGiB * GiB) / gpus) * fillable

/** Types whose GPUs hold it, one node each, cheapest first. */
export const tuningRows = (
  profile: Pick<OperatorProfile, 'cloud'>,
  memory: TuningMemory,
  {quote, region}: {readonly quote?: QuoteOf | undefined; readonly region?: string | undefined} = {},
): readonly SizingRow[] =>
  instancesOf(profile)
    .filter((instance) => isNvidia(instance) && holdsTuning(memory, instance))
    .map((instance) => tuningRow(instance, quote?.(instance.instanceType, region)))
    .sort(byPrice)

function tuningRow(instance: KaitoInstance, quote: SizingRow['quote']): SizingRow {
  const {gpus} = instance
  return {instance, nodes: 1, gpus, neededGpus: 1, ...(quote && {quote, usdPerHour: quote.usdPerHour})}
}
