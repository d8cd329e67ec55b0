import {OmeError} from './errors.ts'

/** One event of a `text/event-stream`. */
export interface ServerSentEvent {
  /** Type of the event; `message` unless the server says another. */
  readonly event: string
  /** All `data:` lines, joined with line feeds. */
  readonly data: string
}

/** Longest event that is held in memory, in characters. */
const longestEvent = 16 * 1024 * 1024

/**
 * Events of a byte stream, each as soon as its blank line is there (HTML Living Standard, "Event stream
 * interpretation"): line ends `\n`, `\r\n` and `\r` mixed, characters and lines split anywhere, comments and other
 * fields left out. An event without its blank line at the end of the stream is incomplete and not given.
 */
export async function* serverSentEvents(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const events = eventSplitter()
  for await (const chunk of bytes) yield* events(chunk)
}

/**
 * The same for who is handed the bytes piece by piece: gives the events that each piece completes. Throws `failed` for
 * an event of more than 16 MiB.
 */
export function eventSplitter(): (chunk: Uint8Array) => readonly ServerSentEvent[] {
  const decoder = new TextDecoder()
  const split = lineSplitter()
  let event = ''
  let data: string[] = []
  let size = 0
  return (chunk) => {
    const complete: ServerSentEvent[] = []
    for (const line of split(decoder.decode(chunk, {stream: true}))) {
      if (line === '') {
        if (data.length > 0) complete.push({event: event || 'message', data: data.join('\n')})
        event = ''
        data = []
        size = 0
        continue
      }
      const [field, value] = fieldOf(line)
      if (field === 'event') event = value
      if (field === 'data') data.push(value)
      size += line.length
      if (size > longestEvent) throw tooLong()
    }
    return complete
  }
}

/** `name: value` with at most one blank taken off; a line without a colon is a name alone. */
function fieldOf(line: string): readonly [string, string] {
  const colon = line.indexOf(':')
  if (colon < 0) return [line, '']
  return [line.slice(0, colon), line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)]
}

/**
 * Gives the lines completed by each piece of text. A `\r` ends its line at once; the `\n` after it is then skipped. A line
 * of many pieces is put together once, when its end has come.
 */
function lineSplitter(): (text: string) => readonly string[] {
  let pieces: string[] = []
  let size = 0
  let afterReturn = false
  return (text) => {
    if (text === '') return []
    const from = afterReturn && text.startsWith('\n') ? 1 : 0
    afterReturn = text.endsWith('\r')
    const lines = text.slice(from).split(/\r\n|\n|\r/)
    const rest = lines.pop() ?? ''
    if (lines.length > 0) {
      lines[0] = [...pieces, lines[0]].join('')
      pieces = []
      size = 0
    }
    if (rest !== '') pieces.push(rest)
    size += rest.length
    if (size > longestEvent) throw tooLong()
    return lines
  }
}

const tooLong = (): OmeError =>
  new OmeError('failed', `the server sent an event of more than ${longestEvent} characters`)
