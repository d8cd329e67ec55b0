import {at, fields, list, text} from '@ome/capacity/fields'
import {formatModelSize, parseModelSize} from '@ome/capacity/model-size'
import type {Model} from '@ome/inference-model/model'
import {inNamespace} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import type {Spec} from './runner.ts'

/** What a runtime is for. */
export interface Purpose {
  readonly architecture?: string
  readonly quantization?: string
  /** `transformers` versions of models; each becomes a format of its own, because versions are compared for equality. */
  readonly versions: readonly string[]
  readonly format: {readonly name: string; readonly version?: string}
  readonly framework: string
  /** Parameters. */
  readonly size?: number
  /** Where this comes from, for a person. */
  readonly from: string
}

export interface TypedPurpose {
  readonly architecture?: string | undefined
  readonly size?: string | undefined
  readonly version?: string | undefined
}

const plain = {format: {name: 'safetensors', version: '1.0.0'}, framework: 'transformers'} as const

/** What a runtime for one model takes. Throws `failed` while the model's metadata are not known. */
export function purposeOfModel(model: Model): Purpose {
  const {name, format, framework, architecture, quantization, parameters} = model
  if (format.name === '' || architecture === undefined)
    throw new OmeError(
      'failed',
      `a runtime cannot be made for model "${name}": its format and architecture are not known yet`,
      [`see how far it is: ome models status ${name}${inNamespace(model)}`],
    )
  return {
    architecture,
    ...(quantization !== undefined && {quantization}),
    versions: framework?.version === undefined ? [] : [framework.version],
    format,
    framework: framework?.name ?? plain.framework,
    ...(parameters !== undefined && {size: parameters}),
    from: `model ${name}`,
  }
}

/**
 * What a runtime for an architecture takes: the versions of the cluster's models of that architecture and size. Throws
 * `usage` for an architecture of which no model is there, because no version is known that would ever match.
 */
export function purposeOfArchitecture({architecture, size, version}: TypedPurpose, models: readonly Model[]): Purpose {
  const parameters = size === undefined ? undefined : parsedSize(size)
  const alike = models.filter((model) => model.architecture === architecture)
  const near = alike.filter(
    (model) => parameters === undefined || model.parameters === undefined || isWithin(model.parameters, parameters),
  )
  const versions =
    version === undefined ? [...new Set(near.flatMap((model) => model.framework?.version ?? []))].sort() : [version]
  if (architecture !== undefined && versions.length === 0) throw noVersion(architecture, models)
  return {
    ...(architecture !== undefined && {architecture}),
    versions,
    format: near[0]?.format ?? plain.format,
    framework: near[0]?.framework?.name ?? plain.framework,
    ...(parameters !== undefined && {size: parameters}),
    from: version === undefined ? `models ${near.map(({name}) => name).join(', ')}` : 'the command line',
  }
}

function noVersion(architecture: string, models: readonly Model[]): OmeError {
  const known = [...new Set(models.flatMap((model) => model.architecture ?? []))].sort()
  const meant = nearest(architecture, known)
  return new OmeError(
    'usage',
    `no model of the cluster is a ${architecture} of this size: the transformers version that a runtime must state is not known`,
    [
      ...(meant === undefined || meant === architecture ? [] : [`did you mean ${meant}?`]),
      'make it for a model: --for MODEL',
      "or state it as in the model's config.json: --transformers-version VERSION",
    ],
  )
}

export function parsedSize(size: string): number {
  const parameters = parseModelSize(size)
  if (parameters > 0) return parameters
  throw new OmeError('usage', `"${size}" is not a number of parameters`, ['write it as 8B, 70.6B or 500M'])
}

const share = 0.1
const isWithin = (parameters: number, size: number): boolean => Math.abs(parameters - size) <= size * share

/** Both bounds, ten percent either way: a range with one bound crashes the selection of OME before v1.3. */
export const sizeRange = (size: number): {readonly min: string; readonly max: string} => ({
  min: formatModelSize(size * (1 - share)),
  max: formatModelSize(size * (1 + share)),
})

/** The spec's formats and size range for a purpose. Without an architecture those it has stay. */
export function withPurpose(
  spec: Spec,
  purpose: Purpose,
  {autoSelect, priority}: {readonly autoSelect: boolean; readonly priority: number},
): Spec {
  const {architecture, quantization, versions, format, framework, size} = purpose
  const selected = {autoSelect, priority}
  const own =
    architecture === undefined
      ? list(spec['supportedModelFormats']).map((each) => ({...fields(each), ...selected}))
      : (versions.length > 0 ? versions : [undefined]).map((version) => ({
          modelFormat: format,
          modelFramework: {name: framework, ...(version !== undefined && {version})},
          modelArchitecture: architecture,
          ...(quantization !== undefined && {quantization}),
          ...selected,
        }))
  return {...spec, supportedModelFormats: own, ...(size !== undefined && {modelSizeRange: sizeRange(size)})}
}

/** The highest priority that selectable formats of these specs have; 0 without any. */
export const highestPriority = (formats: readonly {readonly priority?: number}[]): number =>
  Math.max(0, ...formats.map(({priority = 1}) => priority))

/** `LlamaForCausalLM (4.47.0.dev0, 4.47.1)`: what formats say, for a person. */
export function formatsText(spec: Spec): string {
  const versions = Map.groupBy(
    list(spec['supportedModelFormats']),
    (each) => text(at(each, 'modelArchitecture')) ?? 'any architecture',
  )
  return [...versions]
    .map(
      ([architecture, each]) =>
        `${architecture} (${each.map((one) => text(at(one, 'modelFramework', 'version')) ?? 'any version').join(', ')})`,
    )
    .join(', ')
}
