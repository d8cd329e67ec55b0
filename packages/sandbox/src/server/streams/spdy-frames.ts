import {createInflate, type Inflate} from 'node:zlib'
import {spdyDictionary} from './spdy-dictionary.ts'

/** Types of SPDY/3.1 control frames. */
export const frameType = {
  synStream: 1,
  synReply: 2,
  reset: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  windowUpdate: 9,
} as const

/** Flag of the last frame of one direction of a stream. */
export const finFlag = 1

/** Largest name-value block that is read, decompressed. */
const longestHeaders = 64 * 1024

export type Frame =
  | {readonly type: 'data'; readonly id: number; readonly flags: number; readonly body: Buffer}
  | {readonly type: 'control'; readonly kind: number; readonly flags: number; readonly body: Buffer}

/** The first whole frame of `bytes` and how long it is; undefined until all of it is there. */
export function readFrame(bytes: Buffer): {frame: Frame; length: number} | undefined {
  if (bytes.length < 8) return undefined
  const length = 8 + bytes.readUIntBE(5, 3)
  if (bytes.length < length) return undefined
  const body = bytes.subarray(8, length)
  const flags = bytes.readUInt8(4)
  if (bytes.readUInt8(0) < 0x80) return {frame: {type: 'data', id: bytes.readUInt32BE(0), flags, body}, length}
  return {frame: {type: 'control', kind: bytes.readUInt16BE(2), flags, body}, length}
}

/** A control frame of version 3. */
export function controlFrame(kind: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt16BE(0x8003, 0)
  head.writeUInt16BE(kind, 2)
  head.writeUIntBE(body.length, 5, 3)
  return Buffer.concat([head, body])
}

/** A frame with bytes of a stream. */
export function dataFrame(id: number, flags: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(id, 0)
  head.writeUInt8(flags, 4)
  head.writeUIntBE(body.length, 5, 3)
  return Buffer.concat([head, body])
}

/** Numbers of four bytes each, big endian. */
export function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, i * 4)
  return bytes
}

/**
 * An empty name-value block, stored uncompressed and followed by a sync flush. All blocks of a connection are one zlib
 * stream, so its header with the dictionary's checksum stands before the first one only.
 */
const emptyBlock = Buffer.from([0, 4, 0, 0xfb, 0xff, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff])
const zlibHeader = Buffer.from([0x78, 0xbb, 0xe3, 0xc6, 0xa7, 0xc2])

/** SYN_REPLY without headers; `isFirst` for the first of a connection. */
export const emptyReply = (id: number, isFirst: boolean): Buffer =>
  controlFrame(frameType.synReply, Buffer.concat([words(id), ...(isFirst ? [zlibHeader] : []), emptyBlock]))

/** Reads name-value blocks, which share one compressed stream; throws on anything that is none. */
export class HeaderReader {
  readonly #inflate: Inflate = createInflate({dictionary: spdyDictionary()})
  #failure: Error | undefined

  constructor() {
    this.#inflate.on('error', (error) => {
      this.#failure = error
    })
  }

  /** Blocks end at a flush, never at the end of the compressed stream. */
  async read(block: Buffer): Promise<ReadonlyMap<string, string>> {
    const chunks: Buffer[] = []
    let length = 0
    const collect = (chunk: Buffer): void => {
      length += chunk.length
      if (length > longestHeaders) this.#inflate.destroy(new Error('too many headers'))
      else chunks.push(chunk)
    }
    this.#inflate.on('data', collect)
    await new Promise<void>((resolve, reject) => {
      this.#inflate.once('error', reject)
      this.#inflate.write(block, () =>
        this.#inflate.flush(() => {
          this.#inflate.off('error', reject)
          resolve()
        }),
      )
    })
    this.#inflate.off('data', collect)
    if (this.#failure) throw this.#failure
    return readPairs(Buffer.concat(chunks))
  }

  close(): void {
    this.#inflate.destroy()
  }
}

function readPairs(bytes: Buffer): ReadonlyMap<string, string> {
  let at = 4
  const text = (): string => {
    const length = bytes.readUInt32BE(at)
    at += 4 + length
    if (at > bytes.length) throw new RangeError('a header is longer than its block')
    return bytes.toString('utf8', at - length, at)
  }
  const pairs = new Map<string, string>()
  for (let left = bytes.readUInt32BE(0); left > 0; left--) pairs.set(text(), text())
  return pairs
}
