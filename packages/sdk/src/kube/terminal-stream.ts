import {Writable} from 'node:stream'
import type {Io} from '../context.ts'
import type {TerminalSize} from './streams.ts'

/** Tells the size of the person's terminal now and after each change; returns the way to stop. */
export function terminalSizes(io: Io, listener: (size: TerminalSize) => void): () => void {
  const tell = (): void => listener({width: io.width, height: io.height})
  tell()
  return io.onResize(tell)
}

/** A stream whose bytes are handed on as text, characters whole. */
export function textSink(take: (text: string) => void): Writable {
  const decoder = new TextDecoder()
  return new Writable({
    write(bytes: Buffer, _encoding, done) {
      take(decoder.decode(bytes, {stream: true}))
      done()
    },
  })
}

type Keyboard = NodeJS.ReadableStream & {setRawMode?: (raw: boolean) => unknown}

/** Hands every key to the far end for as long as the work takes, Ctrl-C among them. */
export async function inRawMode<Result>(stdin: NodeJS.ReadableStream, work: () => Promise<Result>): Promise<Result> {
  const keyboard: Keyboard = stdin
  keyboard.setRawMode?.(true)
  try {
    return await work()
  } finally {
    keyboard.setRawMode?.(false)
    keyboard.pause()
  }
}
