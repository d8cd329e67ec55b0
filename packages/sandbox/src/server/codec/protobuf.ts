import {isObject, type Json, type JsonObject, type MutableObject, setKey} from '@ome/kinds/validation/json'
import {badRequest, bodyMediaTypes, unsupportedMediaType} from '../errors.ts'
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
  const type = Object.hasOwn(messageTypes, versioned) ? versioned : kind
  if (!Object.hasOwn(messageTypes, type)) throw unsupportedMediaType(bodyMediaTypes)
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
  const lists = new Map<string, Json[]>()
  const maps = new Map<string, MutableObject>()
  const known = messageTypes[type] ?? {}
  for (const {number, value} of fieldsOf(bytes)) {
    const field = Object.hasOwn(known, number) ? known[number] : undefined
    if (!field) continue
    if (field.map)
      addEntry(
        made(maps, field.name, () => ({})),
        field,
        value,
      )
    else if (field.list)
      addItems(
        made(lists, field.name, () => []),
        field,
        value,
      )
    else addValue(result, field, value)
  }
  return Object.assign(result, Object.fromEntries(lists), Object.fromEntries(maps))
}

function made<T>(all: Map<string, T>, name: string, make: () => T): T {
  const known = all.get(name)
  if (known !== undefined) return known
  const fresh = make()
  all.set(name, fresh)
  return fresh
}

function addEntry(map: MutableObject, field: FieldType, value: bigint | Buffer): void {
  const entry = fieldsOf(bytesIn(value))
  const inner = entry.find(({number}) => number === 2)?.value ?? Buffer.alloc(0)
  setKey(map, bytesOf(entry, 1).toString(), scalar(inner, field.type) ?? '')
}

/** Numbers come one by one, or many of them packed into one field. */
function addItems(list: Json[], field: FieldType, value: bigint | Buffer): void {
  if (numbers.has(field.type) && Buffer.isBuffer(value)) {
    const reader = {bytes: value, at: 0}
    while (reader.at < value.length) list.push(scalar(varint(reader), field.type) ?? null)
    return
  }
  const decoded = scalar(value, field.type)
  if (decoded !== undefined) list.push(decoded)
}

function addValue(result: MutableObject, field: FieldType, value: bigint | Buffer): void {
  const decoded = scalar(value, field.type)
  if (decoded === undefined) return
  if (field.name === '^') {
    if (isObject(decoded)) Object.assign(result, decoded)
    return
  }
  if (!isZero(decoded, field)) result[field.name] = decoded
}

/** Numbers and flags that Go keeps by value: their zero is written although it means absent. */
const byValue = new Set(
  'hostPort nodePort minReadySeconds healthCheckNodePort generation paused readOnly stdin stdinOnce tty hostNetwork hostPID hostIPC publishNotReadyAddresses count'.split(
    ' ',
  ),
)

/**
 * Go writes every string and struct field of a message, also when it is empty: those are absent in JSON. An empty
 * selector is no such thing: it selects everything.
 */
function isZero(value: Json, {name, type}: FieldType): boolean {
  if (value === '' || ((value === 0 || value === false) && byValue.has(name))) return true
  return isObject(value) && Object.keys(value).length === 0 && name !== 'emptyDir' && type !== 'LabelSelector'
}

const numbers: ReadonlySet<string> = new Set(['bool', 'int32', 'int64'])

function bytesIn(value: bigint | Buffer): Buffer {
  if (!Buffer.isBuffer(value)) throw truncated()
  return value
}

function scalar(value: bigint | Buffer, type: string): Json | undefined {
  if (numbers.has(type)) {
    if (Buffer.isBuffer(value)) throw truncated()
    return type === 'bool' ? value !== 0n : Number(type === 'int32' ? BigInt.asIntN(32, value) : value)
  }
  const bytes = bytesIn(value)
  switch (type) {
    case 'string':
      return bytes.toString('utf8')
    case 'bytes':
      return bytes.toString('base64')
    case 'Time':
      return timeOf(bytes)?.replace(/\.\d+Z$/, 'Z')
    case 'MicroTime':
      return timeOf(bytes)
    case 'Quantity':
      return bytesOf(fieldsOf(bytes), 1).toString()
    case 'IntOrString':
      return intOrString(bytes)
    case 'Items':
      return fieldsOf(bytes).map((field) => bytesIn(field.value).toString())
    default:
      return message(bytes, type)
  }
}

/** Years 1 to 9999, which is all that RFC 3339 can write. */
const lastSecond = 253_402_300_799n

/** A time with microseconds; undefined for none, which Go writes as the year 1 or as an empty message. */
function timeOf(bytes: Buffer): string | undefined {
  const fields = fieldsOf(bytes)
  const seconds = numberOf(fields, 1)
  if (seconds <= 0n) return undefined
  if (seconds > lastSecond) throw truncated()
  const micros = BigInt.asUintN(32, numberOf(fields, 2)) / 1000n
  return new Date(Number(seconds) * 1000)
    .toISOString()
    .replace('000Z', `${micros.toString().padStart(6, '0').slice(-6)}Z`)
}

function numberOf(fields: readonly WireField[], wanted: number): bigint {
  const value = fields.find(({number}) => number === wanted)?.value ?? 0n
  if (Buffer.isBuffer(value)) throw truncated()
  return value
}

function intOrString(bytes: Buffer): Json {
  const fields = fieldsOf(bytes)
  return numberOf(fields, 1) === 1n ? bytesOf(fields, 3).toString() : Number(BigInt.asIntN(32, numberOf(fields, 2)))
}
