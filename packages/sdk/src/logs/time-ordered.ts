/** What is joined by time: times are texts that compare, as in a `StampedLine`. */
interface Timed {
  readonly at: string
}

export interface TimeOrderedOptions {
  /**
   * For streams that go on: how long, in milliseconds, one that says nothing holds up the others; five times as long
   * before its first line, since it has to be opened first. Absent for streams that end: then every one is waited for.
   */
  readonly patienceMs?: number
}

/** Lines of one stream that are read ahead, and characters of them: the bound of the memory this takes. */
const mostLines = 512
const mostCharacters = 128 * 1024

const mostAtOnce = 1024

const openingFactor = 5

/**
 * Joins streams of lines into one in the order of their times; streams can be added while it runs. Lines of one stream
 * keep their order. It gives lines in batches of at most 1,024, as many as can be given without waiting.
 *
 * A line is given as soon as every open stream has one waiting: then nothing earlier can come. A stream that is silent
 * would hold up all others for ever, therefore with `patienceMs` one that had nothing to give for that long is waited for
 * no longer (five times that before its first line); its next lines come late where others wrote meanwhile. A line waits
 * for the same time itself, so that an earlier one of a quiet stream can overtake it on its way here, unless its stream
 * has no room left. Time in which nothing was read, since this process had no turn or its own reader was slow, is
 * nobody's silence: what has arrived by then is read first.
 *
 * Memory is bounded by construction: of each stream 512 lines or 128 Ki characters are read ahead (and the one line over
 * it), then it is not read until the reader took some. A reader that is slow slows the streams down to the server.
 * The first failure ends all.
 */
export class TimeOrdered<Line extends Timed & {readonly text: string}> implements AsyncIterable<readonly Line[]> {
  readonly #streams = new Set<Stream<Line>>()
  readonly #heads = new Heap<Stream<Line>>((left, right) => left.time < right.time)
  readonly #patienceMs: number
  #failure: {readonly error: unknown} | undefined
  #working = 0
  #isOver = false
  #full = 0
  #news = Promise.withResolvers<void>()

  constructor({patienceMs = Number.POSITIVE_INFINITY}: TimeOrderedOptions = {}) {
    this.#patienceMs = patienceMs
  }

  add(source: AsyncIterable<Line>): void {
    const stream = new Stream(source[Symbol.asyncIterator]())
    this.#streams.add(stream)
    void this.#pour(stream)
  }

  /** Work that gives nothing; the whole goes on until it is done too, and fails with it. */
  beside(work: Promise<void>): void {
    this.#working++
    work
      .catch((error: unknown) => {
        this.#failure ??= {error}
      })
      .finally(() => {
        this.#working--
        this.#news.resolve()
      })
  }

  async #pour(stream: Stream<Line>): Promise<void> {
    try {
      for (;;) {
        const {done, value} = await stream.iterator.next()
        if (done || this.#isOver) break
        const isFirst = stream.isEmpty
        stream.push(value)
        if (isFirst) this.#heads.push(stream)
        this.#news.resolve()
        if (!stream.isFull) continue
        this.#full++
        await stream.room()
        this.#full--
      }
    } catch (error) {
      this.#failure ??= {error}
    }
    stream.isOpen = false
    if (stream.isEmpty) this.#streams.delete(stream)
    this.#news.resolve()
  }

  /** The lines that may be given now, in order. */
  #batch(): Line[] {
    const lines: Line[] = []
    while (lines.length < mostAtOnce && this.#heads.first !== undefined && this.#wait() <= 0) {
      const stream = this.#heads.pop()
      if (!stream) break
      lines.push(stream.shift())
      if (!stream.isEmpty) this.#heads.push(stream)
      else if (!stream.isOpen) this.#streams.delete(stream)
    }
    return lines
  }

  /** Whether an open stream has nothing to give. */
  get #isWaitedFor(): boolean {
    return this.#streams.size > this.#heads.size
  }

  /** Milliseconds until the earliest line may be given if nothing comes. */
  #wait(): number {
    const {first} = this.#heads
    if (first === undefined || !this.#isWaitedFor) return 0
    if (this.#patienceMs === Number.POSITIVE_INFINITY) return this.#patienceMs
    let until = this.#full > 0 ? 0 : first.arrived + this.#patienceMs
    for (const stream of this.#streams) if (stream.isEmpty) until = Math.max(until, stream.quietAt(this.#patienceMs))
    return until - performance.now()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly Line[]> {
    try {
      for (;;) {
        if (this.#isWaitedFor && this.#heads.size > 0) await turn()
        const lines = this.#batch()
        if (lines.length > 0) {
          yield lines
          continue
        }
        if (this.#failure) throw this.#failure.error
        if (this.#streams.size === 0 && this.#working === 0) return
        await this.#change()
      }
    } finally {
      this.#isOver = true
      for (const stream of this.#streams) {
        stream.makeRoom()
        // Not awaited: a stream that waits for its next line would never come back from it.
        void stream.iterator.return?.()
      }
    }
  }

  /** Resolves with the next line, end or failure, or when the patience for the earliest line is over. */
  async #change(): Promise<void> {
    const ms = this.#heads.first === undefined ? Number.POSITIVE_INFINITY : this.#wait()
    const timer = ms === Number.POSITIVE_INFINITY ? undefined : setTimeout(() => this.#news.resolve(), Math.max(1, ms))
    await this.#news.promise
    clearTimeout(timer)
    this.#news = Promise.withResolvers()
  }
}

/** Lets everything be read that has arrived. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** One stream with the lines that were read ahead of it. */
class Stream<Line extends Timed & {readonly text: string}> {
  readonly iterator: AsyncIterator<Line>
  isOpen = true
  /** When it was opened, gave a line last, or had none left. */
  #spoke = performance.now()
  #hasSpoken = false
  #lines: {readonly line: Line; readonly arrived: number}[] = []
  #next = 0
  #characters = 0
  #room: (() => void) | undefined

  constructor(iterator: AsyncIterator<Line>) {
    this.iterator = iterator
  }

  get isEmpty(): boolean {
    return this.#next === this.#lines.length
  }

  get isFull(): boolean {
    return this.#lines.length - this.#next >= mostLines || this.#characters >= mostCharacters
  }

  /** From when on nobody waits for it. */
  quietAt(patienceMs: number): number {
    return this.#spoke + (this.#hasSpoken ? patienceMs : openingFactor * patienceMs)
  }

  get time(): string {
    return this.#lines[this.#next]?.line.at ?? ''
  }

  get arrived(): number {
    return this.#lines[this.#next]?.arrived ?? 0
  }

  push(line: Line): void {
    this.#spoke = performance.now()
    this.#hasSpoken = true
    this.#lines.push({line, arrived: this.#spoke})
    this.#characters += line.text.length
  }

  shift(): Line {
    const entry = this.#lines[this.#next]
    if (!entry) throw new RangeError('a stream without a line was asked for one')
    this.#next++
    this.#characters -= entry.line.text.length
    if (this.isEmpty) this.#spoke = performance.now()
    if (this.isEmpty || this.#next >= mostLines) {
      this.#lines = this.#lines.slice(this.#next)
      this.#next = 0
    }
    if (this.#lines.length - this.#next <= mostLines / 2 && this.#characters <= mostCharacters / 2) this.makeRoom()
    return entry.line
  }

  room(): Promise<void> {
    return new Promise((resolve) => {
      this.#room = resolve
    })
  }

  makeRoom(): void {
    this.#room?.()
    this.#room = undefined
  }
}

/** A binary heap; of equals the one that came first is not told from the others. */
class Heap<Item> {
  readonly #items: Item[] = []
  readonly #isBefore: (left: Item, right: Item) => boolean

  constructor(isBefore: (left: Item, right: Item) => boolean) {
    this.#isBefore = isBefore
  }

  get size(): number {
    return this.#items.length
  }

  get first(): Item | undefined {
    return this.#items[0]
  }

  push(item: Item): void {
    let index = this.#items.push(item) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!this.#swap(parent, index)) return
      index = parent
    }
  }

  pop(): Item | undefined {
    const first = this.#items[0]
    const last = this.#items.pop()
    if (last === undefined || this.#items.length === 0) return first
    this.#items[0] = last
    for (let index = 0; ; ) {
      const [left, right] = [2 * index + 1, 2 * index + 2]
      const smaller = right < this.#items.length && this.#comes(right, left) ? right : left
      if (smaller >= this.#items.length || !this.#swap(index, smaller)) return first
      index = smaller
    }
  }

  #comes(one: number, other: number): boolean {
    const [left, right] = [this.#items[one], this.#items[other]]
    return left !== undefined && right !== undefined && this.#isBefore(left, right)
  }

  /** Puts the child above its parent if it comes first. */
  #swap(parent: number, child: number): boolean {
    const [above, below] = [this.#items[parent], this.#items[child]]
    if (above === undefined || below === undefined || !this.#isBefore(below, above)) return false
    this.#items[parent] = below
    this.#items[child] = above
    return true
  }
}
