export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly text: string
  readonly stream: 'stdout' | 'stderr'
}

/** The last lines a container wrote. */
export interface LogBuffer {
  write(time: number, text: string, stream?: LogLine['stream']): void
  readonly lines: readonly LogLine[]
  /** Calls back with each new line; returns the way to stop. */
  follow(listener: (line: LogLine) => void): () => void
  /** No more lines will come. */
  end(): void
  readonly ended: boolean
  onEnd(listener: () => void): () => void
}

const mostLines = 10_000
/** Characters kept; a container runtime rotates its files at about as many bytes. */
const mostText = 16 * 1024 * 1024

/** An empty log. */
export const logBuffer = (): LogBuffer => new Lines()

class Lines implements LogBuffer {
  #lines: LogLine[] = []
  #length = 0
  #ended = false
  #followers: Set<(line: LogLine) => void> | undefined
  #waiting: Set<() => void> | undefined

  get lines(): readonly LogLine[] {
    return this.#lines
  }

  get ended(): boolean {
    return this.#ended
  }

  write(time: number, text: string, stream: LogLine['stream'] = 'stdout'): void {
    for (const part of text.split('\n')) {
      const line = {time, text: part, stream}
      this.#lines.push(line)
      this.#length += part.length
      for (const follower of this.#followers ?? []) follower(line)
    }
    if (this.#lines.length > mostLines * 1.2) this.#keep(mostLines, mostText)
    else if (this.#length > mostText) this.#keep(mostLines, mostText / 2)
  }

  /** Forgets the oldest lines. */
  #keep(count: number, length: number): void {
    let from = this.#lines.length
    let size = 0
    while (from > 0 && this.#lines.length - from < count) {
      size += this.#lines[from - 1]?.text.length ?? 0
      if (size > length) break
      from--
    }
    this.#lines = this.#lines.slice(from)
    this.#length = this.#lines.reduce((sum, {text}) => sum + text.length, 0)
  }

  follow(listener: (line: LogLine) => void): () => void {
    this.#followers ??= new Set()
    this.#followers.add(listener)
    return () => this.#followers?.delete(listener)
  }

  end(): void {
    this.#ended = true
    for (const listener of [...(this.#waiting ?? [])]) listener()
  }

  onEnd(listener: () => void): () => void {
    this.#waiting ??= new Set()
    this.#waiting.add(listener)
    return () => this.#waiting?.delete(listener)
  }
}
