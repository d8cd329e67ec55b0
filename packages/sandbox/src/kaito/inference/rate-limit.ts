import type {ServerResponse} from 'node:http'
import {sendJson} from '../../engines/generate.ts'

/** Paths that count. Source: KAITO v0.12 `presets/workspace/inference/vllm` rate limiter. */
const guarded = [
  '/v1/completions',
  '/v1/chat/completions',
  '/v1/embeddings',
  '/tokenize',
  '/pooling',
  '/score',
  '/rerank',
  '/v1/rerank',
]

/** Refuses requests while more wait than may run at once. */
export interface RateLimit {
  readonly rejected: number
  /** True when the request may go on; otherwise it was answered with 429. */
  admits(route: string, response: ServerResponse): boolean
}

/** A limit for an engine that runs so many sequences at once. */
export function rateLimit(maxSequences: number): RateLimit {
  let inside = 0
  let rejected = 0
  return {
    get rejected() {
      return rejected
    },
    admits(route, response) {
      if (!guarded.some((prefix) => route.startsWith(prefix))) return true
      if (inside - maxSequences > maxSequences) {
        rejected++
        const message = `Too many requests: ${inside - maxSequences} are waiting`
        sendJson(response, 429, {error: {message, type: 'requests', param: null, code: 'rate_limit_exceeded'}})
        return false
      }
      inside++
      response.once('close', () => {
        inside--
      })
      return true
    },
  }
}
