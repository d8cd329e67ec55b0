const mostWaiting = 256

/**
 * Joins streams into one, also such that are added while it runs. A stream that is ahead waits for the reader, so that
 * the memory stays flat; the first failure ends all.
 */
export class Confluence<Value> implements AsyncIterable<Value> {
  readonly #waiting: Value[] = []
  readonly #iterators = new Set<AsyncIterator<Value>>()
  #failure: {readonly error: unknown} | undefined
  #isOver = false
  #news = Promise.withResolvers<void>()
  #room = Promise.withResolvers<void>()

  add(source: AsyncIterable<Value>): void {
    const iterator = source[Symbol.asyncIterator]()
    this.#iterators.add(iterator)
    void this.#pour(iterator)
  }

  /** Work that gives nothing; the whole goes on until it is done too, and fails with it. */
  beside(work: Promise<void>): void {
    this.add({[Symbol.asyncIterator]: () => ({next: () => work.then(() => ({done: true, value: undefined}))})})
  }

  async #pour(iterator: AsyncIterator<Value>): Promise<void> {
    try {
      for (;;) {
        const {done, value} = await iterator.next()
        if (done || this.#isOver) return
        this.#waiting.push(value)
        this.#wake()
        while (this.#waiting.length >= mostWaiting && !this.#isOver) await this.#room.promise
      }
    } catch (error) {
      this.#failure ??= {error}
    } finally {
      this.#iterators.delete(iterator)
      this.#wake()
    }
  }

  #wake(): void {
    this.#news.resolve()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Value> {
    try {
      for (;;) {
        const values = this.#waiting.splice(0)
        this.#room.resolve()
        this.#room = Promise.withResolvers()
        yield* values
        if (this.#waiting.length > 0) continue
        if (this.#failure) throw this.#failure.error
        if (this.#iterators.size === 0) return
        await this.#news.promise
        this.#news = Promise.withResolvers()
      }
    } finally {
      this.#isOver = true
      this.#room.resolve()
      // Not awaited: a stream that waits for its next value would never come back from it.
      for (const iterator of this.#iterators) void iterator.return?.()
    }
  }
}
