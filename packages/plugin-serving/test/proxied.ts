import type {ConnectionOptions, KubeClient, RawResponse} from '@ome/sdk/kube'
import type {TestWorld} from './world.ts'

export type ProxyAnswer = (path: string, signal: AbortSignal | undefined) => Promise<RawResponse> | undefined

/** The cluster's client with some answers of pods and Services replaced; undefined leaves an answer as it is. */
export const proxied =
  ({kube}: TestWorld, answer: ProxyAnswer) =>
  async (options: ConnectionOptions, signal: AbortSignal): Promise<KubeClient> => {
    const client = await kube(options, signal)
    const request: KubeClient['request'] = (method, path, how) =>
      answer(path, how?.signal) ?? client.request(method, path, how)
    return Object.create(client, {request: {value: request}})
  }

export const answered = (status: number, ...parts: readonly (string | Uint8Array)[]): Promise<RawResponse> =>
  Promise.resolve({
    status,
    headers: {},
    body: (async function* () {
      for (const part of parts) yield typeof part === 'string' ? new TextEncoder().encode(part) : part
    })(),
  })

/** A body that never ends. */
export const endless = (part: string): Promise<RawResponse> =>
  Promise.resolve({
    status: 200,
    headers: {},
    body: (async function* () {
      for (;;) yield new TextEncoder().encode(part)
    })(),
  })

/** No answer, until somebody gives up. */
export const silence = (signal: AbortSignal | undefined): Promise<RawResponse> =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
