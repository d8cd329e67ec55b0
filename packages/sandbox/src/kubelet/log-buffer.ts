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

/** An empty log. */
export const logBuffer = (): LogBuffer => new Lines()

class Lines implements LogBuffer {
  #lines: LogLine[] = []
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
      for (const follower of this.#followers ?? []) follower(line)
    }
    if (this.#lines.length > mostLines * 1.2) this.#lines = this.#lines.slice(-mostLines)
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
