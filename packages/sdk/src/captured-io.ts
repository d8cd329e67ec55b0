import type {Io} from './context.ts'

export interface CaptureOptions {
  /** Default 120. */
  readonly width?: number
  /** Most characters that are kept of each stream. Default no limit. */
  readonly limit?: number
  /** Called with all that is written to stderr, as it is written: notes, progress, errors. */
  readonly onErr?: (text: string) => void
}

export interface Captured {
  readonly io: Io
  readonly out: () => string
  readonly err: () => string
  /** Characters that were not kept. */
  readonly leftOut: () => number
}

/** Streams of a command whose output is wanted as text: a pipe on all sides, nothing to read, nobody to ask. */
export function capturedIo({width = 120, limit = Number.POSITIVE_INFINITY, onErr}: CaptureOptions = {}): Captured {
  const out = keeper(limit)
  const err = keeper(limit)
  return {
    io: {
      out: out.add,
      err: (text) => {
        err.add(text)
        onErr?.(text)
      },
      get stdin() {
        const {Readable} = process.getBuiltinModule('node:stream')
        return Readable.from([])
      },
      width,
      height: 50,
      isTTY: false,
      errIsTTY: false,
      colour: false,
      unicode: true,
      canPrompt: false,
      onResize: () => () => undefined,
    },
    out: out.text,
    err: err.text,
    leftOut: () => out.lost() + err.lost(),
  }
}

function keeper(limit: number) {
  const parts: string[] = []
  let length = 0
  let lost = 0
  return {
    add(text: string): void {
      const kept = text.slice(0, Math.max(0, limit - length))
      if (kept !== '') parts.push(kept)
      length += kept.length
      lost += text.length - kept.length
    },
    text: () => parts.join(''),
    lost: () => lost,
  }
}
