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
export function logBuffer(): LogBuffer {
  let lines: LogLine[] = []
  let ended = false
  const followers = new Set<(line: LogLine) => void>()
  const waiting = new Set<() => void>()

  return {
    get lines() {
      return lines
    },
    get ended() {
      return ended
    },
    write(time, text, stream = 'stdout') {
      for (const part of text.split('\n')) {
        const line = {time, text: part, stream}
        lines.push(line)
        for (const follower of followers) follower(line)
      }
      if (lines.length > mostLines * 1.2) lines = lines.slice(-mostLines)
    },
    follow(listener) {
      followers.add(listener)
      return () => followers.delete(listener)
    },
    end() {
      ended = true
      for (const listener of [...waiting]) listener()
    },
    onEnd(listener) {
      waiting.add(listener)
      return () => waiting.delete(listener)
    },
  }
}
