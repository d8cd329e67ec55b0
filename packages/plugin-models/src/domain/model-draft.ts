import {parseModelSize} from '@ome/capacity/model-size'
import type {Model} from '@ome/inference-model/model'
import {objectName} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import type {Change} from '@ome/sdk/plan'
import type {Metadata} from './metadata.ts'

/** A model object as it should be. */
export interface ModelDraft {
  readonly kind: 'BaseModel' | 'ClusterBaseModel'
  readonly name: string
  readonly namespace?: string
  readonly storage: {
    readonly uri: string
    readonly path?: string
    readonly secret?: {readonly name: string; readonly key: string}
  }
  readonly displayName?: string
  readonly vendor?: string
  readonly pins?: Pins
}

/** Fields that the agent would fill in after the download; set at once so that runtime selection works before it. */
export interface Pins {
  readonly modelFormat: {readonly name: string; readonly version?: string}
  readonly modelFramework?: {readonly name: string; readonly version?: string}
  readonly modelType?: string
  readonly modelArchitecture?: string
  readonly modelParameterSize?: string
  readonly quantization?: string
  readonly maxTokens?: number
  readonly modelCapabilities?: readonly string[]
}

/** Writes drafts as changes of a plan. */
export interface ModelWriter {
  create(draft: ModelDraft, reason: string): Change
  /** Sets pins of an existing object: those it leaves open, and those that were typed otherwise. */
  fill(model: Model, pins: Partial<Pins>): Change
  unchanged(model: Model, reason?: string): Change
}

/** The metadata as fields of the object. */
export function pinsOf(metadata: Metadata): Pins {
  return {
    modelFormat: metadata.format,
    ...(metadata.framework && {modelFramework: metadata.framework}),
    ...(metadata.modelType !== undefined && {modelType: metadata.modelType}),
    ...(metadata.architecture !== undefined && {modelArchitecture: metadata.architecture}),
    ...(metadata.size !== undefined && {modelParameterSize: metadata.size}),
    ...(metadata.quantization !== undefined && {quantization: metadata.quantization}),
    ...(metadata.maxTokens !== undefined && {maxTokens: metadata.maxTokens}),
    ...(metadata.capabilities.length > 0 && {modelCapabilities: metadata.capabilities}),
  }
}

/** Pins that an existing model has no value for. Values it has stay, also when they differ: somebody meant them. */
export function missingPins(model: Model, pins: Pins): Partial<Pins> {
  const open: Readonly<Record<keyof Pins, boolean>> = {
    modelFormat: model.format.name === '',
    modelFramework: model.framework === undefined,
    modelType: model.type === undefined,
    modelArchitecture: model.architecture === undefined,
    modelParameterSize: model.size === undefined,
    quantization: model.quantization === undefined,
    maxTokens: model.maxTokens === undefined,
    modelCapabilities: model.capabilities.length === 0,
  }
  return Object.fromEntries(Object.entries(pins).filter(([key]) => open[key as keyof Pins]))
}

/** Pins that were typed, and that an existing model has otherwise. Of the format nothing is ever typed. */
export function otherPins(model: Model, typed: Pins): Partial<Pins> {
  const isOther = {
    modelFormat: false,
    modelFramework: typed.modelFramework?.version !== model.framework?.version,
    modelType: typed.modelType !== model.type,
    modelArchitecture: typed.modelArchitecture !== model.architecture,
    modelParameterSize: parseModelSize(typed.modelParameterSize ?? '') !== parseModelSize(model.size ?? ''),
    quantization: typed.quantization !== model.quantization,
    maxTokens: typed.maxTokens !== model.maxTokens,
    modelCapabilities: false,
  } satisfies Readonly<Record<keyof Pins, boolean>>
  return Object.fromEntries(Object.entries(typed).filter(([key]) => isOther[key as keyof Pins]))
}

/** What an existing model has for a pin. */
export function pinOf(model: Model, key: string): unknown {
  const values: Readonly<Record<string, unknown>> = {
    modelFormat: model.format.name === '' ? undefined : model.format,
    modelFramework: model.framework,
    modelType: model.type,
    modelArchitecture: model.architecture,
    modelParameterSize: model.size,
    quantization: model.quantization,
    maxTokens: model.maxTokens,
  }
  return values[key]
}

/**
 * Refuses a model of a namespace under the name of one of the whole cluster: in that namespace no command would know
 * which is meant.
 */
export function refuseShadow(
  name: string,
  {namespace, found}: {readonly namespace: string | undefined; readonly found: readonly Model[]},
): void {
  const other = found.find((model) => model.name === name && model.scope === 'cluster')
  if (namespace === undefined || !other) return
  throw new OmeError(
    'conflict',
    `model "${name}" exists for the whole cluster: a second one in namespace "${namespace}" could not be told from it by name`,
    [`use the one that is there: ome models describe ${name}`, 'import under another name: --name NAME'],
    {object: `${other.kind.toLowerCase()}/${name}`},
  )
}

/** Name for the object of a hub id or path; throws `usage` when nothing usable is left of it. */
export function modelName(from: string, chosen: string | undefined): string {
  const name = chosen ?? objectName(from)
  if (/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(name)) return name
  throw new OmeError('usage', `"${name}" cannot be the name of a model`, [
    'names are lower-case letters, digits and hyphens, beginning and ending with a letter or digit: --name NAME',
  ])
}

/** `hf://org/name` and `hf://org/name@main` mean the same. */
export const sameStorage = (left: string | undefined, right: string): boolean =>
  left !== undefined && left.replace(/@main$/, '') === right.replace(/@main$/, '')

/** What somebody says of a model's storage; what is absent may be as it is. */
export interface TypedStorage {
  readonly uri: string
  readonly path?: string | undefined
  readonly secret?: string | undefined
}

/** Throws `conflict` when a model that is there has another storage than is asked for: it would stay as it is. */
export function refuseOtherStorage({name, storage}: Model, typed: TypedStorage, renamed: string): void {
  const differs = !sameStorage(storage.uri, typed.uri)
    ? `comes from ${storage.uri ?? 'elsewhere'}`
    : typed.path !== undefined && typed.path !== storage.path
      ? `lies in ${storage.path ?? 'another folder'}`
      : typed.secret !== undefined && typed.secret !== storage.secret
        ? `is read with ${storage.secret === undefined ? 'no Secret' : `Secret "${storage.secret}"`}`
        : undefined
  if (differs === undefined) return
  throw new OmeError('conflict', `model "${name}" exists and ${differs}`, [`import under another name: ${renamed}`])
}

/** Metadata as typed on the command line. */
export interface TypedMetadata {
  readonly architecture?: string | undefined
  readonly size?: string | undefined
  readonly quantization?: string | undefined
  readonly 'transformers-version'?: string | undefined
  readonly 'max-tokens'?: number | undefined
}

/** Pins for what was typed; none when nothing was. Throws `usage` for a size that is none. */
export function typedPins(typed: TypedMetadata): Pins | undefined {
  const {architecture, size, quantization} = typed
  if (size !== undefined && parseModelSize(size) <= 0)
    throw new OmeError('usage', `"${size}" is not a number of parameters`, ['write it as 8B, 70.6B or 500M'])
  const version = typed['transformers-version']
  const maxTokens = typed['max-tokens']
  const pins = {
    ...(version !== undefined && {modelFramework: {name: 'transformers', version}}),
    ...(architecture !== undefined && {modelArchitecture: architecture}),
    ...(size !== undefined && {modelParameterSize: size}),
    ...(quantization !== undefined && {quantization}),
    ...(maxTokens !== undefined && {maxTokens}),
  }
  return Object.keys(pins).length === 0 ? undefined : {modelFormat: {name: 'safetensors', version: '1.0.0'}, ...pins}
}
