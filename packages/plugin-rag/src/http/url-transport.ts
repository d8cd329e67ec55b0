import type {HttpClient} from '@ome/sdk/http'
import {type Patience, patienceFor, type Transport} from '../domain/transport.ts'

/** An address of the service itself: one that a person gave, or this end of a tunnel. */
export function urlTransport(
  http: HttpClient,
  address: string,
  {timeoutMs = 0, patience = patienceFor}: {readonly timeoutMs?: number | undefined; readonly patience?: Patience},
): Transport {
  const base = address.replace(/\/+$/, '')
  return {
    request: (method, path, body) =>
      http.open(base + path, {
        method,
        allowHttp: true,
        idleMs: patience(method),
        timeoutMs,
        ...(body === undefined ? {} : {json: body}),
      }),
  }
}
