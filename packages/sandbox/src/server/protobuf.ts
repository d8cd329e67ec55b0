import {badRequest, bodyMediaTypes, unsupportedMediaType} from './errors.ts'
import {isObject, type Json, type JsonObject, type MutableObject, setKey} from './json.ts'
import {type FieldType, messageTypes} from './protobuf-types.ts'

const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00])

/**
 * Decodes the protobuf envelope in which typed clients of kubectl 1.32 and later send built-in objects (`k8s\0`,
 * then `runtime.Unknown`). Kinds without a table are refused as an unknown media type.
 */
export function decodeProtobuf(bytes: Buffer): JsonObject {
  if (!bytes.subarray(0, 4).equals(magic))
    throw badRequest('the body does not begin with the protobuf envelope "k8s\\0"')
  const envelope = fieldsOf(bytes.subarray(4))
  const meta = fieldsOf(bytesOf(envelope, 1))
  const [apiVersion, kind] = [bytesOf(meta, 1).toString(), bytesOf(meta, 2).toString()]
  const versioned = `${kind}@${apiVersion}`
  const type = messageTypes[versioned] ? versioned : kind
  if (!messageTypes[type]) throw unsupportedMediaType(bodyMediaTypes)
  return {apiVersion, kind, ...message(bytesOf(envelope, 2), type)}
}

interface WireField {
  readonly number: number
  readonly value: bigint | Buffer
}

function fieldsOf(bytes: Buffer): WireField[] {
  const fields: WireField[] = []
  const reader = {bytes, at: 0}
  while (reader.at < bytes.length) {
    const tag = Number(varint(reader))
    const value = readValue(reader, tag & 7)
    fields.push({number: tag >>> 3, value})
  }
  return fields
}

interface Reader {
  readonly bytes: Buffer
  at: number
}

const truncated = () => badRequest('the protobuf body ends too early or is malformed')

function varint(reader: Reader): bigint {
  let value = 0n
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = reader.bytes[reader.at++]
    if (byte === undefined) throw truncated()
    value |= BigInt(byte & 0x7f) << shift
    if (byte < 0x80) return BigInt.asIntN(64, value)
  }
  throw truncated()
}

function readValue(reader: Reader, wire: number): bigint | Buffer {
  if (wire === 0) return varint(reader)
  const length = wire === 2 ? Number(varint(reader)) : wire === 1 ? 8 : wire === 5 ? 4 : -1
  const end = reader.at + length
  if (length < 0 || end > reader.bytes.length) throw truncated()
  const value = reader.bytes.subarray(reader.at, end)
  reader.at = end
  return value
}

function bytesOf(fields: readonly WireField[], number: number): Buffer {
  const value = fields.find((field) => field.number === number)?.value
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0)
}

function message(bytes: Buffer, type: string): JsonObject {
  const result: MutableObject = {}
  const known = messageTypes[type] ?? {}
  for (const {number, value} of fieldsOf(bytes)) {
    const field = known[number]
    if (!field) continue
    if (field.map) addEntry(result, field, value)
    else addValue(result, field, value)
  }
  return result
}

function addEntry(result: MutableObject, field: FieldType, value: bigint | Buffer): void {
  if (!Buffer.isBuffer(value)) throw truncated()
  const entry = fieldsOf(value)
  const inner = entry.find(({number}) => number === 2)?.value ?? Buffer.alloc(0)
  const map: MutableObject = {...(isObject(result[field.name]) ? (result[field.name] as JsonObject) : {})}
  setKey(map, bytesOf(entry, 1).toString(), scalar(inner, field.type) ?? '')
  result[field.name] = map
}

function addValue(result: MutableObject, field: FieldType, value: bigint | Buffer): void {
  const decoded = scalar(value, field.type)
  if (decoded === undefined) return
  if (field.list) {
    const list = result[field.name]
    result[field.name] = [...(Array.isArray(list) ? (list as Json[]) : []), decoded]
    return
  }
  if (field.name === '^') {
    if (isObject(decoded)) Object.assign(result, decoded)
    return
  }
  if (!isZero(decoded, field.name)) result[field.name] = decoded
}

/** Numbers and flags that Go keeps by value: their zero is written although it means absent. */
const byValue = new Set(
  'hostPort nodePort minReadySeconds healthCheckNodePort generation paused readOnly stdin stdinOnce tty hostNetwork hostPID hostIPC publishNotReadyAddresses count'.split(
    ' ',
  ),
)

/** Go writes every string and struct field of a message, also when it is empty: those are absent in JSON. */
function isZero(value: Json, name: string): boolean {
  if (value === '' || ((value === 0 || value === false) && byValue.has(name))) return true
  return isObject(value) && Object.keys(value).length === 0 && name !== 'emptyDir'
}

function scalar(value: bigint | Buffer, type: string): Json | undefined {
  if (typeof value === 'bigint') return type === 'bool' ? value !== 0n : Number(value)
  switch (type) {
    case 'string':
      return value.toString('utf8')
    case 'bytes':
      return value.toString('base64')
    case 'Time':
      return timeOf(value)
    case 'Quantity':
      return bytesOf(fieldsOf(value), 1).toString()
    case 'IntOrString':
      return intOrString(value)
    case 'Items':
      return fieldsOf(value).map((field) => (Buffer.isBuffer(field.value) ? field.value.toString() : ''))
    default:
      return message(value, type)
  }
}

function timeOf(bytes: Buffer): string | undefined {
  const seconds = fieldsOf(bytes).find(({number}) => number === 1)?.value
  if (typeof seconds !== 'bigint' || seconds <= 0n) return undefined
  return new Date(Number(seconds) * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
}

function intOrString(bytes: Buffer): Json {
  const fields = fieldsOf(bytes)
  const number = (wanted: number) => Number(fields.find((field) => field.number === wanted)?.value ?? 0)
  return number(1) === 1 ? bytesOf(fields, 3).toString() : number(2)
}
