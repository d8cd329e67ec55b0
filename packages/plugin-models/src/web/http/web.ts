import {OmeError} from '@ome/sdk/errors'
import type {HttpClient} from '@ome/sdk/http'
import type {Web} from '../domain/page.ts'

/** More is no manifest of a service. */
const mostBytes = 2 ** 20

export const web = (http: HttpClient): Web => ({
  async read(address) {
    const source = address.origin + address.pathname
    const answer = await http.stream(address.href, {
      headers: {accept: 'application/yaml, application/json, text/plain'},
      timeoutMs: 30_000,
    })
    const chunks: Uint8Array[] = []
    let length = 0
    for await (const chunk of answer.body) {
      length += chunk.length
      if (length > mostBytes)
        throw new OmeError('failed', `${source} answers with more than 1 MiB: it is no manifest of a service`)
      chunks.push(chunk)
    }
    const type = (answer.headers['content-type'] ?? '').split(';')[0] ?? ''
    return {text: Buffer.concat(chunks).toString('utf8'), type: type.trim().toLowerCase(), source}
  },
})
