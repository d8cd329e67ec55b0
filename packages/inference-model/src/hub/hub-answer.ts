import {at, fields, list, number, text, texts} from '@ome/capacity/fields'
import {weightType} from '@ome/capacity/model-shape'
import {OmeError} from '@ome/sdk/errors'
import {type HubFile, type HubModel, isHubId} from './hub.ts'
import {quantizationOf} from './quantization.ts'

/** Most rows and files that an answer may have; more are left out. */
const mostModels = 1000
const mostFiles = 20_000

/** Models of a list answer. Entries without a valid id are left out; an answer that is no list is a fault of the hub. */
export function toHubModels(answer: unknown, endpoint: string): readonly HubModel[] {
  if (!Array.isArray(answer)) throw notAHub(endpoint)
  return answer.slice(0, mostModels).flatMap((entry) => {
    const model = toHubModel(entry)
    return model ? [model] : []
  })
}

/** One model; undefined without a valid id. */
export function toHubModel(entry: unknown): HubModel | undefined {
  const from = fields(entry)
  const id = text(from['id']) ?? text(from['modelId'])
  if (id === undefined || !isHubId(id)) return undefined
  const config = from['config']
  const type = weightType(config)
  return {
    id,
    gated: from['gated'] === true || typeof from['gated'] === 'string',
    ...short('commit', from['sha']),
    ...count('downloads', from['downloads']),
    ...count('likes', from['likes']),
    ...short('licence', licenceOf(from)),
    ...count('parameters', parametersOf(from['safetensors'])),
    ...count('weightBytes', weightBytesOf(from['safetensors'])),
    ...short('architecture', texts(at(config, 'architectures'))[0]),
    ...short('modelType', at(config, 'model_type')),
    ...short('quantization', quantizationOf(config)),
    ...(type !== undefined && {weightType: type}),
    ...short('updatedAt', from['lastModified']),
  }
}

/** Files of a tree answer; folders and entries of another shape are left out. */
export function toHubFiles(answer: unknown, endpoint: string): readonly HubFile[] {
  if (!Array.isArray(answer)) throw notAHub(endpoint)
  return answer.slice(0, mostFiles).flatMap((entry) => {
    const path = text(at(entry, 'path'))
    const bytes = number(at(entry, 'lfs', 'size')) ?? number(at(entry, 'size'))
    return path !== undefined && at(entry, 'type') !== 'directory' && bytes !== undefined && bytes >= 0
      ? [{path, bytes}]
      : []
  })
}

const notAHub = (endpoint: string): OmeError =>
  new OmeError('failed', `${endpoint} did not answer as a model hub does`, [
    'check the address: OME_HF_ENDPOINT or the setting hub.endpoint',
  ])

function licenceOf(from: Readonly<Record<string, unknown>>): string | undefined {
  const tagged = texts(from['tags']).find((tag) => tag.startsWith('license:'))
  return tagged?.slice('license:'.length) ?? text(at(from['cardData'], 'license'))
}

/** The stated total, else the sum over types. */
function parametersOf(safetensors: unknown): number | undefined {
  const total = number(at(safetensors, 'total'))
  if (total !== undefined) return total
  const counts = list(Object.values(fields(at(safetensors, 'parameters')))).map((value) => number(value) ?? 0)
  return counts.length > 0 ? counts.reduce((sum, each) => sum + each, 0) : undefined
}

/** Bytes per value of the types that safetensors headers know. */
const typeBytes: Readonly<Record<string, number>> = {
  F64: 8,
  I64: 8,
  U64: 8,
  F32: 4,
  I32: 4,
  U32: 4,
  F16: 2,
  BF16: 2,
  I16: 2,
  U16: 2,
  F8_E4M3: 1,
  F8_E5M2: 1,
  F8_E8M0: 1,
  I8: 1,
  U8: 1,
  BOOL: 1,
  F4: 0.5,
}

/** Undefined without counts per type, or with a type that is not known. */
function weightBytesOf(safetensors: unknown): number | undefined {
  const counts = Object.entries(fields(at(safetensors, 'parameters')))
  if (counts.length === 0) return undefined
  return counts.reduce<number | undefined>((sum, [type, values]) => {
    const bytes = Object.hasOwn(typeBytes, type) ? typeBytes[type] : undefined
    return sum === undefined || bytes === undefined ? undefined : sum + bytes * (number(values) ?? 0)
  }, 0)
}

/** Texts of the hub are cut: nothing that it states is longer. */
const short = <Key extends string>(key: Key, value: unknown): {readonly [K in Key]?: string} =>
  typeof value === 'string' && value !== '' ? ({[key]: value.slice(0, 200)} as {readonly [K in Key]: string}) : {}

const count = <Key extends string>(key: Key, value: unknown): {readonly [K in Key]?: number} =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0
    ? ({[key]: value} as {readonly [K in Key]: number})
    : {}
