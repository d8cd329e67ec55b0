import {StringDecoder} from 'node:string_decoder'
import type {LogBuffer} from './log-buffer.ts'
import {ByteSource} from './shell/byte-source.ts'

/** A line that does not end is broken here. */
const longestLine = 1024 * 1024

export type StreamName = 'stdout' | 'stderr'

/** The standard streams of a container's program: what it writes is logged by lines and shown to whoever is attached. */
export class ContainerConsole {
  /** What attached clients type. */
  readonly input = new ByteSource()
  readonly #log: LogBuffer
  readonly #now: () => number
  #listeners: Set<(stream: StreamName, bytes: Uint8Array) => void> | undefined
  readonly #rest: Partial<Record<StreamName, {text: string; readonly decoder: StringDecoder}>> = {}

  constructor(log: LogBuffer, now: () => number, hasInput: boolean) {
    this.#log = log
    this.#now = now
    if (!hasInput) this.input.end()
  }

  write(stream: StreamName, bytes: Uint8Array): void {
    for (const listener of this.#listeners ?? []) listener(stream, bytes)
    const rest = this.#rest[stream] ?? {text: '', decoder: new StringDecoder('utf8')}
    this.#rest[stream] = rest
    const lines = (rest.text + rest.decoder.write(Buffer.from(bytes))).split('\n')
    rest.text = lines.pop() ?? ''
    for (const line of lines) this.#log.write(this.#now(), line.replace(/\r$/, ''), stream)
    if (rest.text.length < longestLine) return
    this.#log.write(this.#now(), rest.text, stream)
    rest.text = ''
  }

  /** A whole line, as programs without streams of their own say it. */
  line(text: string, time: number): void {
    if (this.#listeners?.size) {
      const bytes = Buffer.from(`${text}\n`)
      for (const listener of this.#listeners) listener('stdout', bytes)
    }
    this.#log.write(time, text)
  }

  /** Calls back with what is written from now on; returns the way to stop. */
  listen(listener: (stream: StreamName, bytes: Uint8Array) => void): () => void {
    this.#listeners ??= new Set()
    this.#listeners.add(listener)
    return () => this.#listeners?.delete(listener)
  }

  /** No more will be written. */
  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const rest = this.#rest[stream]
      if (!rest) continue
      if (rest.text !== '') this.#log.write(this.#now(), rest.text, stream)
      rest.text = ''
    }
    this.input.end()
    this.#log.end()
  }
}
