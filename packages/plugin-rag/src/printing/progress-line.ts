import type {Io} from '@ome/sdk/context'
import {cut, plain} from '@ome/sdk/text'

/** A line on stderr that shows how far work is, and goes when it ends. In a pipe it is silent. */
export interface ProgressLine {
  show(text: string): void
  end(): void
}

const frameMs = 100

export function progressLine(io: Io, now: () => Date): ProgressLine {
  let drawnAt = 0
  return {
    show(text) {
      const at = now().getTime()
      if (!io.errIsTTY || at - drawnAt < frameMs) return
      drawnAt = at
      io.err(`\r\u001b[2K${cut(plain(text), io.width - 1, '')}`)
    },
    end() {
      if (drawnAt > 0) io.err('\r\u001b[2K')
      drawnAt = 0
    },
  }
}
