/** The few ASN.1 DER encodings that an X.509 certificate is made of. */
const tagged = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag, ...lengthOf(body.length)]), body])
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length]
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff)
  return [0x80 | bytes.length, ...bytes]
}

/** SEQUENCE, of encoded parts in their order. */
export const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, ...parts)
/** SET OF; DER wants several parts sorted, which is the caller's to do. */
export const setOf = (...parts: readonly Buffer[]): Buffer => tagged(0x31, ...parts)
/** UTF8String. */
export const text = (value: string): Buffer => tagged(0x0c, Buffer.from(value))
/** OCTET STRING around what is already encoded, as X.509 extensions are. */
export const octets = (...parts: readonly Buffer[]): Buffer => tagged(0x04, ...parts)
/** BIT STRING; `unused` counts the low bits of the last byte that do not belong to it. */
export const bits = (bytes: Buffer, unused = 0): Buffer => tagged(0x03, Buffer.from([unused]), bytes)
/** BOOLEAN true. DER leaves defaults out, and false is the default wherever certificates have one. */
export const truth = (): Buffer => tagged(0x01, Buffer.from([0xff]))
/** A context tag around a constructed value. */
export const explicit = (number: number, ...parts: readonly Buffer[]): Buffer => tagged(0xa0 | number, ...parts)
/** A context tag in place of a primitive's own. */
export const implicit = (number: number, bytes: Buffer): Buffer => tagged(0x80 | number, bytes)

/** A positive integer from its big-endian bytes. */
export function integer(bytes: Buffer): Buffer {
  return tagged(0x02, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

/** OBJECT IDENTIFIER from its dotted form, such as `2.5.4.3`. */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80)
  return bytes
}

/** UTCTime to 2049, GeneralizedTime after, as RFC 5280 wants it. */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '')
  return date.getUTCFullYear() < 2050 ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits))
}
