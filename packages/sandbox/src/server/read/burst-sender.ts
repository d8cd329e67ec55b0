/** What bytes are written to. */
export interface ByteSink {
  write(bytes: Uint8Array): unknown
  readonly destroyed: boolean
}

export interface BurstSender {
  send(bytes: Uint8Array): void
  /** Writes what waits. */
  flush(): void
}

const burstMs = 5
const waiting = new Set<BurstSender>()

/**
 * Writes at once when nothing was written for a moment; what comes faster goes out together every five milliseconds. A
 * write to a socket costs more than an event, and a hundred watchers of a busy resource would cost a hundred of them.
 */
export function burstSender(sink: ByteSink): BurstSender {
  let last = Number.NEGATIVE_INFINITY
  let parts: Uint8Array[] = []

  const sender: BurstSender = {
    send(bytes) {
      const now = performance.now()
      if (parts.length === 0 && now - last >= burstMs) {
        last = now
        sink.write(bytes)
        return
      }
      parts.push(bytes)
      if (waiting.size === 0) setTimeout(flushAll, burstMs)
      waiting.add(sender)
    },
    flush() {
      const [first] = parts
      if (!first) return
      const bytes = parts.length === 1 ? first : Buffer.concat(parts)
      parts = []
      last = performance.now()
      if (!sink.destroyed) sink.write(bytes)
    },
  }
  return sender
}

function flushAll(): void {
  const due = [...waiting]
  waiting.clear()
  for (const sender of due) sender.flush()
}
