import type {IncomingMessage} from 'node:http'
import {failure} from '../errors.ts'

const maxBytes = 3 * 1024 * 1024

/** Reads a request body up to the server's limit of 3 MiB; 413 beyond it. */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  const tooLarge = () => failure(413, `Request entity too large: limit is ${maxBytes}`)
  if (Number(request.headers['content-length']) > maxBytes) return Promise.reject(tooLarge())
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= maxBytes) chunks.push(chunk)
      else if (size - chunk.length <= maxBytes) reject(tooLarge())
    })
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
    request.on('error', reject)
    request.on('aborted', () => reject(failure(400, 'the request was aborted by the client')))
  })
}
