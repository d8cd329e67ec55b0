import {Duplex} from 'node:stream'
import {
  controlFrame,
  dataFrame,
  emptyReply,
  type Frame,
  finFlag,
  frameType,
  HeaderReader,
  readFrame,
  words,
} from './spdy-frames.ts'

/** What carries the bytes of a SPDY connection. */
export interface Transport {
  /** Calls back when the bytes are on their way. */
  write(bytes: Buffer, done: () => void): void
  pause(): void
  resume(): void
  /** Ends it after what was written. */
  end(): void
  destroy(): void
}

const firstWindow = 65_536
const longestFrame = 32_768
/** Unread bytes of a stream at which the whole connection waits: peers that know no windows know TCP's. */
const mostUnread = 4 * 1024 * 1024
const protocolError = 1
const invalidStream = 2
const initialWindowSetting = 7

/** One stream that the peer opened; half-closes like a socket. */
export class SpdyStream extends Duplex {
  readonly id: number
  readonly headers: ReadonlyMap<string, string>
  readonly #connection: SpdyConnection
  #window: number
  #unacknowledged = 0
  #waiting: (() => void) | undefined

  constructor(connection: SpdyConnection, id: number, headers: ReadonlyMap<string, string>, window: number) {
    super({allowHalfOpen: true})
    this.id = id
    this.headers = headers
    this.#connection = connection
    this.#window = window
  }

  /** Bytes from the peer. */
  receive(body: Buffer, isLast: boolean): void {
    if (this.readableEnded || this.destroyed) return
    this.#unacknowledged += body.length
    if (body.length > 0) this.push(body)
    if (isLast) this.push(null)
  }

  /** The peer takes this many bytes more. */
  widen(by: number): void {
    this.#window += by
    if (this.#window <= 0) return
    const go = this.#waiting
    this.#waiting = undefined
    go?.()
  }

  override _read(): void {
    if (this.#unacknowledged > 0) this.#connection.acknowledge(this.id, this.#unacknowledged)
    this.#unacknowledged = 0
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    if (chunk.length === 0) {
      done()
      return
    }
    if (this.#connection.keepsWindows && this.#window <= 0) {
      this.#waiting = () => this._write(chunk, _encoding, done)
      return
    }
    const most = Math.min(longestFrame, this.#connection.keepsWindows ? this.#window : longestFrame)
    const now = chunk.subarray(0, most)
    this.#window -= now.length
    this.#connection.send(dataFrame(this.id, 0, now), () => this._write(chunk.subarray(most), _encoding, done))
  }

  override _final(done: () => void): void {
    this.#connection.send(dataFrame(this.id, finFlag, Buffer.alloc(0)), done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#connection.forget(this.id)
    done(error)
  }
}

/** The server's side of a SPDY/3.1 connection. A peer that breaks the protocol loses the connection. */
export class SpdyConnection {
  /**
   * Whether the peer practises flow control, as its first SETTINGS or WINDOW_UPDATE shows. The library in kubectl does
   * not, and would wait for ever for one that did.
   */
  keepsWindows = false
  readonly #transport: Transport
  readonly #opened: (stream: SpdyStream) => void
  readonly #streams = new Map<number, SpdyStream>()
  readonly #headers = new HeaderReader()
  #pending: Buffer = Buffer.alloc(0)
  #work: Promise<void> = Promise.resolve()
  #window = firstWindow
  #replied = false
  #closed = false

  constructor(transport: Transport, opened: (stream: SpdyStream) => void) {
    this.#transport = transport
    this.#opened = opened
  }

  /** Bytes from the peer, in pieces of any size. */
  receive(bytes: Buffer): void {
    if (this.#closed) return
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes])
    for (let read = readFrame(this.#pending); read; read = readFrame(this.#pending)) {
      const {frame, length} = read
      this.#pending = this.#pending.subarray(length)
      // Header blocks share one compressed stream, so frames are handled strictly one after another.
      this.#work = this.#work.then(() => this.#handle(frame)).catch(() => this.#transport.destroy())
    }
  }

  /** The transport has ended: every stream ends with it. */
  closed(): void {
    if (this.#closed) return
    this.#closed = true
    for (const stream of [...this.#streams.values()]) stream.destroy()
    this.#headers.close()
  }

  send(frame: Buffer, done: () => void = () => undefined): void {
    if (!this.#closed) this.#transport.write(frame, done)
  }

  acknowledge(id: number, bytes: number): void {
    this.send(controlFrame(frameType.windowUpdate, words(id, bytes)))
    this.#transport.resume()
  }

  forget(id: number): void {
    this.#streams.delete(id)
    if (!this.#closed) this.#transport.resume()
  }

  async #handle(frame: Frame): Promise<void> {
    if (this.#closed) return
    if (frame.type === 'data') return this.#data(frame)
    const {kind, flags, body} = frame
    switch (kind) {
      case frameType.synStream:
        return this.#open(body, flags)
      case frameType.reset:
        this.#streams.get(body.readUInt32BE(0))?.destroy()
        return
      case frameType.settings:
        return this.#settings(body)
      case frameType.ping:
        return this.send(controlFrame(frameType.ping, body))
      case frameType.goAway:
        // The peer opens no more streams; those it has go on.
        return
      case frameType.windowUpdate:
        this.keepsWindows = true
        this.#streams.get(body.readUInt32BE(0))?.widen(body.readUInt32BE(4) & 0x7fffffff)
        return
      default:
    }
  }

  #data({id, flags, body}: Extract<Frame, {type: 'data'}>): void {
    const stream = this.#streams.get(id)
    if (!stream) {
      this.send(controlFrame(frameType.reset, words(id, invalidStream)))
      return
    }
    stream.receive(body, (flags & finFlag) !== 0)
    if (stream.readableLength > mostUnread) this.#transport.pause()
  }

  async #open(body: Buffer, flags: number): Promise<void> {
    const id = body.readUInt32BE(0) & 0x7fffffff
    const headers = await this.#headers.read(body.subarray(10))
    if (this.#closed) return
    if (id === 0 || id % 2 === 0 || this.#streams.has(id)) {
      return this.send(controlFrame(frameType.reset, words(id, protocolError)))
    }
    const stream = new SpdyStream(this, id, headers, this.#window)
    stream.on('error', () => stream.destroy())
    this.#streams.set(id, stream)
    this.send(emptyReply(id, !this.#replied))
    this.#replied = true
    if (flags & finFlag) stream.receive(Buffer.alloc(0), true)
    this.#opened(stream)
  }

  #settings(body: Buffer): void {
    const count = Math.min(body.readUInt32BE(0), Math.floor((body.length - 4) / 8))
    for (let i = 0; i < count; i++) {
      if ((body.readUInt32BE(4 + i * 8) & 0xffffff) !== initialWindowSetting) continue
      const window = body.readUInt32BE(8 + i * 8) & 0x7fffffff
      const more = window - this.#window
      this.keepsWindows = true
      this.#window = window
      for (const stream of this.#streams.values()) stream.widen(more)
    }
  }
}
