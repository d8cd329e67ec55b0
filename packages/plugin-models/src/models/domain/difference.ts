import {gpusNeeded, kvBytesPerToken} from '@ome/capacity/memory'
import {formatModelSize} from '@ome/capacity/model-size'
import {selectRuntime} from '@ome/capacity/runtime-selection'
import {clusterTargets} from './estimate.ts'
import type {Around, Subject} from './subject.ts'

/** One thing that two models can differ in; null where it is not known. */
export interface DifferenceRow {
  readonly field: string
  readonly left: string | null
  readonly right: string | null
  readonly same: boolean
}

export interface Difference {
  readonly left: string
  readonly right: string
  readonly rows: readonly DifferenceRow[]
}

/** Two models side by side: what they are, what they take, and what would run them. */
export function differenceOf(
  left: Subject,
  right: Subject,
  {around, namespace}: {readonly around: Around; readonly namespace: string},
): Difference {
  const of = (subject: Subject): readonly (readonly [string, string | undefined])[] => [
    ...identity(subject),
    ...figures(subject),
    ...serving(subject, around, namespace),
  ]
  const [mine, theirs] = [new Map(of(left)), new Map(of(right))]
  const fields = [...new Set([...mine.keys(), ...theirs.keys()])]
  return {
    left: left.name,
    right: right.name,
    rows: fields.map((field) => {
      const [a, b] = [mine.get(field) ?? null, theirs.get(field) ?? null]
      return {field, left: a, right: b, same: a === b}
    }),
  }
}

type Rows = readonly (readonly [string, string | undefined])[]

const version = (value: {readonly name: string; readonly version?: string} | undefined): string | undefined =>
  value === undefined || value.name === '' ? undefined : [value.name, value.version].filter(Boolean).join(' ')

const identity = ({name, model, hub}: Subject): Rows => [
  ['source', model?.storage.uri ?? `hf://${name}`],
  ['where', model ? (model.namespace === undefined ? 'cluster' : `namespace ${model.namespace}`) : 'hub'],
  ['status', model?.status],
  ['vendor', model ? model.vendor : name.split('/')[0]],
  ['licence', hub?.licence],
  ['gated', hub && (hub.gated ? 'yes' : 'no')],
]

const figures = ({metadata}: Subject): Rows => {
  const {parameters, size, weightBytes, weightType, quantization, shape} = metadata
  return [
    ['architecture', metadata.architecture],
    ['parameters', parameters === undefined ? size : formatModelSize(parameters)],
    ['weights', weightBytes === undefined ? undefined : `${(weightBytes / 2 ** 30).toFixed(1)} GiB`],
    ['weight type', weightType],
    ['quantization', quantization ?? 'none'],
    ['format', version(metadata.format)],
    ['framework', version(metadata.framework)],
    ['context', metadata.maxTokens === undefined ? undefined : `${metadata.maxTokens} tokens`],
    ['capabilities', metadata.capabilities.join(', ')],
    ['layers', shape && String(shape.layers)],
    ['attention', shape && `${shape.heads} heads, ${shape.kvHeads} KV heads of ${shape.headDim}`],
    ['KV per token', shape && `${(kvBytesPerToken(shape) / 1024).toFixed(0)} KiB`],
  ]
}

/** Which runtime would be selected, and the GPUs on each kind of machine. */
function serving({metadata}: Subject, around: Around, namespace: string): Rows {
  if (!around) return []
  const {chosen, candidates} = selectRuntime({model: metadata, namespace, runtimes: around.runtimes})
  const named = candidates[0] && `none on its own; ${candidates[0].runtime.name} when named`
  const runtime: Rows = [
    ['runtime', metadata.format.name === '' ? undefined : (chosen?.runtime.name ?? named ?? 'none fits')],
  ]
  const {weightBytes, shape} = metadata
  if (weightBytes === undefined) return runtime
  const gpus = clusterTargets(around).map((target) => {
    const fit = gpusNeeded({weightBytes, ...(shape && {shape}), ...target})
    return [`GPUs on ${target.accelerator}`, fit ? String(fit.gpus) : 'too few'] as const
  })
  return [...runtime, ...gpus]
}
