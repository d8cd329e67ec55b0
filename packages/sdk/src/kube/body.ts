import type {IncomingMessage} from 'node:http'
import {OmeError} from '../errors.ts'

/** Largest answer that is held in memory, in bytes after decompression. A page of 500 objects stays far below. */
const largestBody = 256 * 1024 * 1024

/** Reads a whole answer as text, decompressed. More than `limit` bytes is an error, not the end of the memory. */
export async function readBody(answer: IncomingMessage, what: string, limit: number = largestBody): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer) {
    size += chunk.length
    if (size > limit) {
      answer.destroy()
      throw tooLarge(what, limit)
    }
    chunks.push(chunk)
  }
  const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size)
  return answer.headers['content-encoding'] === 'gzip' ? inflate(bytes, what, limit) : bytes.toString('utf8')
}

async function inflate(bytes: Buffer, what: string, limit: number): Promise<string> {
  const {gunzipSync} = process.getBuiltinModule('node:zlib')
  try {
    return gunzipSync(bytes, {maxOutputLength: limit}).toString('utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(what, limit)
    throw new OmeError('unreachable', `the answer to ${what} is damaged or incomplete (gzip)`, ['try again'], {
      cause: error,
    })
  }
}

/** Parses an answer; one cut off in the middle is said to be so. */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const html = text.trimStart().startsWith('<')
    const message = html
      ? `the answer to ${what} is a web page: there may be a proxy or a login page before the API server`
      : `the answer to ${what} is not complete JSON (${text.length} characters)`
    throw new OmeError('unreachable', message, ['check the server address: kubectl config view --minify'], {
      cause: error,
    })
  }
}

const tooLarge = (what: string, limit: number): OmeError =>
  new OmeError('failed', `the answer to ${what} is larger than ${limit / 1024 / 1024} MiB`, [
    'ask for less: a namespace, a selector or one name',
  ])
