/** What a pipe holds before its writer waits, as in Linux. */
const pipeCapacity = 65_536
/** What a reader that wants all of it may gather. */
const mostGathered = 64 * 1024 * 1024

/** Thrown by a reader that would have to hold more than it may. */
export class TooMuch extends Error {
  constructor() {
    super('memory exhausted')
  }
}

/** Bytes that arrive over time, for readers that take lines, blocks or all of them. */
export class ByteSource {
  #chunks: Buffer[] = []
  #ended = false
  #marks = 0
  #wake: ((isInterrupted: boolean) => void)[] = []
  #closed = false
  #held = 0
  #writers: (() => void)[] = []

  /** A source that has all it will ever have. */
  static of(bytes: Buffer | string = ''): ByteSource {
    const source = new ByteSource()
    source.push(Buffer.from(bytes))
    source.end()
    return source
  }

  /** The reader has left: what is written goes nowhere. */
  get isClosed(): boolean {
    return this.#closed
  }

  push(bytes: Uint8Array): void {
    if (this.#closed || this.#ended || bytes.length === 0) return
    this.#chunks.push(Buffer.from(bytes))
    this.#held += bytes.length
    this.#tell()
  }

  /** Resolves once there is room for more; undefined when there is some. */
  room(): Promise<void> | undefined {
    if (this.#held < pipeCapacity || this.#closed || this.#ended) return undefined
    return new Promise((resolve) => this.#writers.push(resolve))
  }

  /** No more bytes will come. */
  end(): void {
    this.#ended = true
    this.#tell()
  }

  /** Lets one reader see an end (Ctrl-D on a terminal); later ones read on. */
  endOnce(): void {
    this.#marks++
    this.#tell()
  }

  /** Whoever reads at this moment sees an end (Ctrl-C on a terminal). */
  interrupt(): void {
    this.#tell(true)
  }

  close(): void {
    this.#closed = true
    this.#chunks = []
    this.#take(this.#held)
    this.#tell()
  }

  /** The next bytes, as many as there are; undefined at the end. */
  async read(): Promise<Buffer | undefined> {
    for (;;) {
      const chunk = this.#chunks.shift()
      if (chunk) {
        this.#take(chunk.length)
        return chunk
      }
      if (this.#marks > 0) {
        this.#marks--
        return undefined
      }
      if (this.#ended || this.#closed) return undefined
      if (await new Promise<boolean>((resolve) => this.#wake.push(resolve))) return undefined
    }
  }

  /** Exactly so many bytes; fewer only at the end. */
  async take(count: number): Promise<Buffer> {
    const parts: Buffer[] = []
    for (let missing = count; missing > 0; ) {
      const chunk = await this.read()
      if (!chunk) break
      const part = chunk.subarray(0, missing)
      if (part.length < chunk.length) this.#putBack(chunk.subarray(part.length))
      parts.push(part)
      missing -= part.length
    }
    return Buffer.concat(parts)
  }

  /** The next line without its newline; undefined at the end. */
  async line(): Promise<string | undefined> {
    const parts: Buffer[] = []
    for (let size = 0; ; ) {
      const chunk = await this.read()
      if (!chunk) return parts.length > 0 ? Buffer.concat(parts).toString() : undefined
      const end = chunk.indexOf(10)
      if (end < 0) {
        parts.push(chunk)
        size += chunk.length
        if (size > mostGathered) throw new TooMuch()
        continue
      }
      if (end + 1 < chunk.length) this.#putBack(chunk.subarray(end + 1))
      parts.push(chunk.subarray(0, end))
      return Buffer.concat(parts).toString()
    }
  }

  async all(): Promise<Buffer> {
    const parts: Buffer[] = []
    let size = 0
    for (let chunk = await this.read(); chunk; chunk = await this.read()) {
      parts.push(chunk)
      size += chunk.length
      if (size > mostGathered) throw new TooMuch()
    }
    return Buffer.concat(parts)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for (let chunk = await this.read(); chunk; chunk = await this.read()) yield chunk
  }

  #putBack(bytes: Buffer): void {
    this.#chunks.unshift(bytes)
    this.#held += bytes.length
  }

  #take(count: number): void {
    this.#held -= count
    if (this.#held >= pipeCapacity) return
    const waiting = this.#writers
    this.#writers = []
    for (const wake of waiting) wake()
  }

  #tell(isInterrupted = false): void {
    const waiting = this.#wake
    this.#wake = []
    for (const wake of waiting) wake(isInterrupted)
  }
}
