import type {Json, JsonObject} from '@ome/kinds/validation/json'
import fc from 'fast-check'
import {type FieldType, messageTypes} from '../../src/server/codec/protobuf-types.ts'

export function varint(value: bigint): Buffer {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  return Buffer.from([...bytes, Number(rest)])
}

export const chunk = (number: number, body: Buffer): Buffer =>
  Buffer.concat([varint(BigInt((number << 3) | 2)), varint(BigInt(body.length)), body])
const integer = (number: number, value: bigint): Buffer => Buffer.concat([varint(BigInt(number << 3)), varint(value)])

/** The body of a typed client: the envelope around a message. */
export const envelope = (apiVersion: string, kind: string, raw: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from('k8s\0'),
    chunk(1, Buffer.concat([chunk(1, Buffer.from(apiVersion)), chunk(2, Buffer.from(kind))])),
    chunk(2, raw),
  ])

interface Encoded {
  readonly bytes: Buffer
  readonly json: JsonObject
}

/** A message in both forms. It never holds what Go and JSON write differently: empty texts and messages, zeros. */
export const anyMessage = (type: string): fc.Arbitrary<Encoded> =>
  fc.gen().map((gen) => message(type, 0, (arbitrary) => gen(arbitrary)))

type Draw = <T>(arbitrary: () => fc.Arbitrary<T>) => T

function message(type: string, depth: number, draw: Draw): Encoded {
  const fields = Object.entries(messageTypes[type] ?? {})
  const chosen = draw(() => fc.subarray(fields, {maxLength: Math.min(depth > 5 ? 2 : 4, fields.length)}))
  const parts: Buffer[] = []
  const json: Record<string, Json> = {}
  for (const [number, field] of chosen) {
    const values = draw(() => fc.integer({min: 1, max: field.list || field.map ? 2 : 1}))
    for (let i = 0; i < values; i++) {
      const made = scalar(field, depth, draw)
      if (!made) continue
      if (field.map) {
        const key = `k${i}`
        parts.push(chunk(Number(number), Buffer.concat([chunk(1, Buffer.from(key)), withNumber(2, made.bytes)])))
        json[field.name] = {...(json[field.name] as JsonObject | undefined), [key]: made.json}
        continue
      }
      parts.push(withNumber(Number(number), made.bytes))
      if (field.name === '^') Object.assign(json, made.json)
      else json[field.name] = field.list ? [...((json[field.name] as Json[] | undefined) ?? []), made.json] : made.json
    }
  }
  return {bytes: Buffer.concat(parts), json}
}

const withNumber = (number: number, body: Buffer | bigint): Buffer =>
  typeof body === 'bigint' ? integer(number, body) : chunk(number, body)

function scalar({type}: FieldType, depth: number, draw: Draw): {bytes: Buffer | bigint; json: Json} | undefined {
  const text = () => draw(() => fc.constantFrom('a', 'b-c', 'ä/ö', '\u{1f600}'))
  switch (type) {
    case 'bool':
      return {bytes: 1n, json: true}
    case 'int32':
    case 'int64': {
      const value = draw(() => fc.constantFrom(1, 2, 300, -1, 2 ** 31 - 1))
      return {bytes: BigInt(value), json: value}
    }
    case 'string': {
      const value = text()
      return {bytes: Buffer.from(value), json: value}
    }
    case 'bytes':
      return {bytes: Buffer.from('xyz'), json: 'eHl6'}
    case 'Time':
      return {bytes: integer(1, 1_767_225_600n), json: '2026-01-01T00:00:00Z'}
    case 'MicroTime':
      return {
        bytes: Buffer.concat([integer(1, 1_767_225_600n), integer(2, 1_234_000n)]),
        json: '2026-01-01T00:00:00.001234Z',
      }
    case 'Quantity':
      return {bytes: chunk(1, Buffer.from('2Gi')), json: '2Gi'}
    case 'IntOrString':
      return draw(fc.boolean)
        ? {bytes: Buffer.concat([integer(1, 1n), chunk(3, Buffer.from('http'))]), json: 'http'}
        : {bytes: integer(2, 80n), json: 80}
    case 'Items':
      return {bytes: Buffer.concat([chunk(1, Buffer.from('a')), chunk(1, Buffer.from('b'))]), json: ['a', 'b']}
    default: {
      const inner = message(type, depth + 1, draw)
      return inner.bytes.length > 0 ? inner : undefined
    }
  }
}
