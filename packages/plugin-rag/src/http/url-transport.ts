import type {HttpClient} from '@ome/sdk/http'
import {patienceFor, type Transport} from '../domain/transport.ts'

/** An address of the service itself: one that a person gave, or this end of a tunnel. */
export function urlTransport(http: HttpClient, address: string, timeoutMs = 0): Transport {
  const base = address.replace(/\/+$/, '')
  return {
    request: (method, path, body) =>
      http.open(base + path, {
        method,
        allowHttp: true,
        idleMs: patienceFor(method),
        timeoutMs,
        ...(body === undefined ? {} : {json: body}),
      }),
  }
}
