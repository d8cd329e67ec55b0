import {OmeError} from '../errors.ts'

/** Longest line that is held in memory, in characters. An event holds one object, and those end at 3 MiB. */
const longestLine = 64 * 1024 * 1024

/** Splits a byte stream at line feeds. Characters split over chunks are joined; the last line may lack its line feed. */
export async function* lines(bytes: AsyncIterable<Uint8Array>, limit: number = longestLine): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of bytes) {
    const parts = (rest + decoder.decode(chunk, {stream: true})).split('\n')
    rest = parts.pop() ?? ''
    yield* parts
    if (rest.length > limit) throw new OmeError('failed', `the server sent a line of more than ${limit} characters`)
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}

/** Lines of a log: one that is longer than the limit comes in pieces, so that nothing a program writes fills the memory. */
export async function* pieces(bytes: AsyncIterable<Uint8Array>, longest: number = 64 * 1024): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of bytes) {
    const parts = (rest + decoder.decode(chunk, {stream: true})).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) yield* cutInto(part, longest)
    if (rest.length <= longest) continue
    const whole = rest.length - (rest.length % longest)
    yield* cutInto(rest.slice(0, whole), longest)
    rest = rest.slice(whole)
  }
  rest += decoder.decode()
  if (rest !== '') yield* cutInto(rest, longest)
}

function* cutInto(text: string, longest: number): Generator<string> {
  if (text.length <= longest) yield text
  else for (let at = 0; at < text.length; at += longest) yield text.slice(at, at + longest)
}
