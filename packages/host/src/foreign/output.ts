import {StringDecoder} from 'node:string_decoder'
import {OmeError} from '@ome/sdk/errors'
import {plain} from '@ome/sdk/text'

/** Takes what a program writes, piece by piece. */
export interface Sink {
  take(bytes: Buffer): void
  /** The program has ended: what was held back goes out. */
  end(): void
}

const longestLine = 64 * 1024

/** Passes text on in whole lines, without what a terminal would act on; holds at most 64 KiB of an unfinished line. */
export function cleanLines(write: (text: string) => void): Sink {
  const decoder = new StringDecoder('utf8')
  let held = ''
  return {
    take(bytes) {
      held += decoder.write(bytes)
      const end = held.lastIndexOf('\n') + 1
      if (end > 0) write(plain(held.slice(0, end)))
      held = held.slice(end)
      if (held.length <= longestLine) return
      write(plain(held))
      held = ''
    },
    end() {
      held += decoder.end()
      if (held !== '') write(plain(held))
      held = ''
    },
  }
}

export const largestDocument = 16 * 1024 * 1024

/** Keeps a whole result. Throws `failed` as soon as it is larger than 16 MiB. */
export function collected(what: string): Sink & {readonly text: () => string} {
  const parts: Buffer[] = []
  let size = 0
  return {
    take(bytes) {
      size += bytes.length
      if (size > largestDocument)
        throw new OmeError(
          'failed',
          `${what} printed more than ${largestDocument / 1024 / 1024} MiB, which is no result`,
        )
      parts.push(bytes)
    },
    end() {
      parts.splice(0, parts.length, Buffer.concat(parts))
    },
    text: () => Buffer.concat(parts).toString('utf8'),
  }
}

/** What a program complained of in the form of our own errors. */
export interface Complaint {
  readonly message?: string
  readonly hints: readonly string[]
}

const mostHints = 3

/**
 * Passes stderr on, except for the lines `error: …` and `hint: …`: under `-o json` they become the error document when
 * the program fails. When it does not, they are passed on as well.
 */
export function complaints(write: (text: string) => void): Sink & {readonly said: () => Complaint; release(): void} {
  const held: string[] = []
  const lines = cleanLines((text) => {
    for (const line of text.split(/(?<=\n)/))
      if (/^(error|hint): /.test(line) && held.length < 100) held.push(line)
      else write(line)
  })
  const of = (word: string): string[] =>
    held.flatMap((line) => (line.startsWith(`${word}: `) ? [line.slice(word.length + 2).trimEnd()] : []))
  return {
    ...lines,
    said() {
      const [message] = of('error')
      return {...(message === undefined ? {} : {message}), hints: of('hint').slice(0, mostHints)}
    },
    release() {
      for (const line of held.splice(0)) write(line)
    },
  }
}
