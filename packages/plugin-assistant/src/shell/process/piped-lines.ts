import {addAbortSignal, Readable} from 'node:stream'
import {isWhole} from '../domain/line.ts'
import type {Lines} from '../domain/ports.ts'

/** Lines of a file or a program, for a shell without a terminal. */
export function pipedLines(stdin: NodeJS.ReadableStream, signal: AbortSignal): Lines {
  const lines = whole(stdin, signal)
  return {
    async next() {
      const {done, value} = await lines.next()
      return done ? {kind: 'end'} : {kind: 'line', text: value}
    },
  }
}

async function* whole(stdin: NodeJS.ReadableStream, signal: AbortSignal): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder()
  let rest = ''
  let open: string | undefined
  try {
    for await (const chunk of addAbortSignal(signal, Readable.from(stdin))) {
      const pieces = (rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, {stream: true}))).split('\n')
      rest = pieces.pop() ?? ''
      for (const piece of pieces) {
        const line = open === undefined ? piece : `${open}\n${piece}`
        open = isWhole(line) ? undefined : line
        if (open === undefined) yield line.replace(/\r$/, '')
      }
    }
  } catch (error) {
    // The person has ended it: what comes is not wanted any more.
    if (!signal.aborted) throw error
    return undefined
  }
  const left = open === undefined ? rest : `${open}\n${rest}`
  if (left !== '') yield left
  return undefined
}
