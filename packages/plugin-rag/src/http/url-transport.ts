import type {HttpClient} from '@ome/sdk/http'
import {patienceMs, type Transport} from '../domain/transport.ts'

/** An address of the service itself: one that a person gave, or this end of a tunnel. */
export function urlTransport(http: HttpClient, address: string): Transport {
  const base = address.replace(/\/+$/, '')
  return {
    request: (method, path, body) =>
      http.open(base + path, {
        method,
        allowHttp: true,
        idleMs: patienceMs,
        retries: 0,
        ...(body === undefined ? {} : {json: body}),
      }),
  }
}
